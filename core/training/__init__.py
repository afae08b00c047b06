"""Training of any kind of problem: loop, tasks, optimizers, schedules."""
