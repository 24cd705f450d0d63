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
import java.util.Optional;

/** Only UDP can be scheduled packet by packet. */
public final class OnePacketWithoutUdp implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4008",
              "one-packet-without-udp",
              Severity.ERROR,
              "0.1",
              "One packet scheduling is asked for another protocol than UDP.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      Optional<String> protocol = service.protocol().filter(word -> !word.equals("UDP"));
      service
          .source()
          .settings()
          .flag("ops")
          .filter(_ -> service.runs() && protocol.isPresent())
          .ifPresent(flag ->
              sink.report(
                  Diagnostic.of(
                          INFO,
                          service.source().span(),
                          "`ops` schedules every packet by itself, which %s cannot have."
                              .formatted(protocol.orElse("")))
                      .also(flag, "one packet scheduling")
                      .keepalived(Keepalived.reports("vs-ops-not-udp", "ignores `ops`"))
                      .help("remove `ops`, or serve UDP")
                      .fix(service.source().settings().removalOf(flag, "Remove `ops`.", false))));
    }
  }
}
