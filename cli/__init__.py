"""The command line: arguments in, tables and exit codes out; every verb is a job's."""
