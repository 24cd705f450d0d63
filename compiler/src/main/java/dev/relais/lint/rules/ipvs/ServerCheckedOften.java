package dev.relais.lint.rules.ipvs;

import dev.relais.ast.RealServer;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;
import dev.relais.plan.IpAddress;
import dev.relais.schema.Target;
import dev.relais.source.Located;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Each virtual server checks its real servers by itself, even if they are the same. */
public final class ServerCheckedOften implements Rule.OfHost {
  /** It compares services, of which a large file is not read whole where they repeat. */
  public static final RuleInfo INFO =
      RuleInfo.of(
              "KL4037",
              "server-checked-often",
              Severity.NOTE,
              "0.1",
              "One server is checked for ten or more virtual servers.")
          .asRequested();

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private static final int OFTEN = 10;

  private record Target(IpAddress address, int port) {}

  @Override
  public void check(Model model, Sink sink) {
    Map<Target, List<RealServer>> checked = new LinkedHashMap<>();
    for (VirtualService service : model.services()) {
      for (RealServer real : service.source().realServers()) {
        if (!real.checks().isEmpty()) {
          Target target =
              new Target(real.address().value(), real.port().map(Located::value).orElse(0));
          checked.computeIfAbsent(target, _ -> new ArrayList<>()).add(real);
        }
      }
    }
    checked.values().stream()
        .filter(all -> all.size() >= OFTEN)
        .forEach(all -> sink.report(found(all)));
  }

  private static Diagnostic found(List<RealServer> all) {
    return Diagnostic.of(
            INFO,
            all.getFirst().span(),
            "`%s` is checked for %s virtual servers, each time by itself."
                .formatted(all.getFirst().span().text(), all.size()))
        .also(all.get(1).span(), "the next one")
        .keepalived(Keepalived.silent("opens as many connections to it in every round"))
        .help("a `virtual_server_group` has many addresses and one set of checks");
  }
}
