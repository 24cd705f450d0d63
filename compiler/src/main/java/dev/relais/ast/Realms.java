package dev.relais.ast;

import java.util.Optional;

/**
 * {@code realms FROM/TO} or {@code realms TO}.
 *
 * @param from 0 to 255
 * @param to 0 to 255
 */
public record Realms(Optional<Integer> from, int to) {}
