"""What the platform does: functions that flush and never commit, in one room per concept; they know no Flask."""
