package dev.relais.ast;

import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/**
 * A line of {@code track_script}.
 *
 * @param span the whole line
 * @param name what is tracked
 * @param weight {@code weight N [reverse|noreverse]}
 */
public record TrackLine(SourceSpan span, Located<String> name, Optional<Located<Weight>> weight) {}
