"""How instants are written: never without their time zone."""

DATETIME_FORMAT = "N j, Y, P e"
SHORT_DATETIME_FORMAT = "m/d/Y P e"
