package dev.relais.ast;

import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/**
 * {@code authentication}.
 *
 * @param span the keyword
 * @param type {@code auth_type}: PASS or AH
 * @param password {@code auth_pass}, as long as it is written
 */
public record Authentication(
    SourceSpan span, Optional<Located<String>> type, Optional<Located<String>> password) {}
