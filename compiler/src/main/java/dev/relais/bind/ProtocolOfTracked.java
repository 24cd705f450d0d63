package dev.relais.bind;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Edits;
import dev.relais.diag.Fix;
import dev.relais.diag.Keepalived;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/** Routes and rules that keepalived watches are known by its own protocol. */
final class ProtocolOfTracked {

  private static final int KEEPALIVED = 18;

  private ProtocolOfTracked() {}

  /** The place of a protocol that is another one than keepalived's own. */
  static Optional<SourceSpan> foreign(Optional<Integer> number, SourceSpan span) {
    return number.equals(Optional.of(KEEPALIVED)) ? Optional.empty() : Optional.of(span);
  }

  static Diagnostic finding(SourceSpan protocol, String check) {
    return Diagnostic.of(
            LineRules.PROTOCOL_OF_TRACKED,
            protocol,
            "A `protocol` holds only for what is not watched.")
        .keepalived(Keepalived.reports(check, "uses its own protocol, 18"))
        .help("leave it out, or write `no_track`")
        .fix(Fix.unsafe("Leave it out.", Edits.removeWords(protocol)));
  }
}
