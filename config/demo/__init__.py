"""A promotion that somebody would run, with weeks behind it: what ``make demo`` shows."""
