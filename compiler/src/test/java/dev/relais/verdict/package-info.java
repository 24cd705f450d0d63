/** What keepalived says of a configuration, and what Relais says of it. */
@NullMarked
package dev.relais.verdict;

import org.jspecify.annotations.NullMarked;
