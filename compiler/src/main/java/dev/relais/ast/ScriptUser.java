package dev.relais.ast;

import dev.relais.source.Located;
import java.util.Optional;

/**
 * {@code USER [GROUP]}: who runs a script.
 *
 * @param user its name
 * @param group its name
 */
public record ScriptUser(Located<String> user, Optional<Located<String>> group) {}
