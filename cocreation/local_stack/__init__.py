"""The production stack on one machine: PostgreSQL, Valkey, web, worker and beat, and nothing else.

`python -m cocreation.local_stack serve` starts it all; `run -- COMMAND` starts the two servers
for the time of one command (tests and benches). Standard library only, so that it can say
clearly what is wrong with the rest.
"""
