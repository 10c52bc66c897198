/**
 * The soak: the packaged service for minutes among good and bad origins and callers, and what is left of it afterwards.
 *
 * <p>Not part of the gate; {@code mvn verify -Psoak} runs {@link dev.gather.soak.ServiceSoak}. A {@code Crowd} calls,
 * each time with another {@code Order} in another manner; {@code Figures} are what the process has taken up; {@code
 * Delays} are those of its loops, and {@code Starvation} tells what of them can be the machine's own.
 */
package dev.gather.soak;
