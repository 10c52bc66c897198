package dev.gather.api;

/** Who calls: the name of a key, or everybody on this machine where there are no keys. */
record Caller(String name, int callsPerMinute) {}
