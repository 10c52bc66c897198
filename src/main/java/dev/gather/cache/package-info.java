/** What origins have answered, kept to be used again (RFC 9111). */
@NullMarked
package dev.gather.cache;

import org.jspecify.annotations.NullMarked;
