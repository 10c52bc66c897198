package dev.gather.fetch;

/** One redirect that was followed: the URL that answered, and its status. */
public record Hop(String url, int status) {}
