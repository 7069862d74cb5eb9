variable "instance_type" {
  type    = string
  default = "ml.m5.xlarge"
}

variable "instance_count" {
  type    = number
  default = "3"
}

variable "family" { default = "g5" }

variable "regions" { type = list(string) }

variable "given" {
  type    = string
  default = "not this"
}

variable "listed" {
  type    = list(string)
  default = ["a", 1, true]
}

variable "unique" {
  type    = set(number)
  default = [3, 1, 3]
}

variable "mapped" {
  type    = map(string)
  default = { a = 1, b = "x" }
}

variable "job" {
  type = object({
    name  = string
    count = optional(number, 2)
    spot  = optional(bool)
  })
  default = { name = "n", dropped = true }
}

variable "nested" {
  type    = map(object({ size = string, tags = optional(map(string), {}) }))
  default = { one = { size = 1 } }
}
