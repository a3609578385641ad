"""The system on one machine: emulator, deployment, simulators of the outside world, demonstration."""
