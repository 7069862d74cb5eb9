package main

import rego.v1

allowed := {"ml.m5.xlarge", "ml.g5.xlarge", "ml.g5.2xlarge"}

required := {"owner", "cost-center"}

deny contains msg if {
	type := input.ResourceConfig.InstanceType
	not type in allowed
	msg := sprintf("%s is not allowed", [type])
}

deny contains msg if {
	present := {tag.Key | some tag in input.Tags}
	missing := required - present
	count(missing) > 0
	msg := sprintf("these tags are missing: %v", [missing])
}
