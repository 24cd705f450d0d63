package dev.relais.lint.rules.vrrp;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpPrefix;

/** An ipvlan of IPv4 sends from an address that has to be given. */
public final class IpvlanWithoutAddress implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2029",
          "ipvlan-without-address",
          Severity.ERROR,
          "0.1",
          "An instance on an ipvlan interface has no address to send from.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (Instance instance : model.instances()) {
      // An address that could not be used was reported where it is written.
      instance
          .source()
          .ipvlan()
          .filter(own -> own.address().isEmpty() && instance.family() == AddressFamily.INET)
          .filter(own -> isBare(instance))
          .ifPresent(own ->
              sink.report(
                  Diagnostic.of(
                          INFO,
                          own.span(),
                          "The ipvlan interface of instance `%s` has no address."
                              .formatted(instance.name().value()))
                      .keepalived(
                          Keepalived.reports(
                              "ipvlan-ipv4-no-address", "keeps the instance in FAULT"))
                      .help("write an address of the link behind `use_ipvlan`")));
    }
  }

  private static boolean isBare(Instance instance) {
    return instance.source().settings().all("use_ipvlan").stream()
        .flatMap(setting -> setting.statement().arguments().stream())
        .noneMatch(word -> IpPrefix.parse(word.value()).isPresent());
  }
}
