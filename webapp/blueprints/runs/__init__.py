"""Pages of runs: trials, progress, results, comparison."""
