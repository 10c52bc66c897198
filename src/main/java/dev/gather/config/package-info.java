/**
 * The operator's settings: read, checked, merged, shown. Every other room gets its own small record and never reads
 * configuration.
 *
 * <p>{@link dev.gather.config.SettingTable} holds one row for each setting: its key, its type, its default, one line of
 * explanation. File, environment, command line, {@code --help}, {@code --print-config} and the test of {@code conf/}
 * all follow the table; a new setting is a row there, a component of its room's record, and a line in {@code conf/}.
 *
 * <p>Values come from four places; the later wins: the table's default, the file, the environment
 * ({@code GATHER_PER_HOST_CONCURRENCY}), the command line ({@code --per-host-concurrency}). All four end in one
 * {@link dev.gather.config.Raw}, text with the place it was written at, so there is one parser for each type and every
 * mistake can be answered with one line that names the place, the key, the value and what was expected. What is unknown
 * stops the start: a misspelt limit that is ignored is a limit that does not hold.
 *
 * <p>The file is read as a graph of YAML nodes, not as Java objects: nothing is instantiated, aliases and depth are
 * bounded, every node knows its line, and {@code 0123} or {@code 1:20} stay the text that was written instead of the
 * octal and sexagesimal numbers of YAML 1.1.
 *
 * <p>Keys are held as SHA-256 hashes. A plain hash is enough because keys are 192 random bits, which no list of guesses
 * covers; a slow hash would only make every call slow. Neither {@code --print-config} nor a message shows a hash:
 * people put the key itself where its hash belongs.
 *
 * <p>Threads: everything here runs once, on the main thread, before the first event loop starts.
 */
@NullMarked
package dev.gather.config;

import org.jspecify.annotations.NullMarked;
