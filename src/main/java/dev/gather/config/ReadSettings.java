package dev.gather.config;

/**
 * What was read.
 *
 * @param yaml all settings as a file that can be read again, hashes of keys hidden
 */
public record ReadSettings(Settings settings, String yaml) {}
