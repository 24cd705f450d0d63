package dev.relais.lint.rules.ipvs;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;
import dev.relais.source.Located;
import java.util.Optional;

/** A mark is one of packets, whatever their protocol. */
public final class ProtocolOfMark implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4006",
              "protocol-of-mark",
              Severity.WARNING,
              "0.1",
              "A virtual server of marks names a protocol.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      Optional<Located<String>> protocol = service.source().protocol();
      if (service.runs() && service.isOfMarks() && protocol.isPresent()) {
        sink.report(
            Diagnostic.of(
                    INFO,
                    service.source().span(),
                    "`%s` serves packets with a mark, of whatever protocol."
                        .formatted(service.source().span().text()))
                .also(protocol.get().span(), "the protocol")
                .keepalived(Keepalived.reports("vs-fwmark-protocol", "ignores the protocol"))
                .help("remove `protocol`; match it in the rule that sets the mark")
                .fix(
                    service
                        .source()
                        .settings()
                        .removalOf(protocol.get().span(), "Remove `protocol`.", false)));
      }
    }
  }
}
