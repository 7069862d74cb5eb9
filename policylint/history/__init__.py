"""What was already run: records of jobs, judged and added up."""
