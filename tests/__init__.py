"""The tests: functions and shared mirror the code; journeys tell whole stories on the deployed stack."""
