"""Statistics: intervals, confusion, calibration."""
