"""What is asked of the machine that this runs on: its programs, and what it lets them do."""
