package dev.relais.lint.rules.vrrp;

import dev.relais.ast.AddressLine;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;

/** A broadcast address follows from address and prefix length. */
public final class BroadcastAddressWrong implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2039",
              "broadcast-address-wrong",
              Severity.WARNING,
              "0.1",
              "The broadcast address of a virtual address is not that of its network.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (Instance instance : model.instances()) {
      instance
          .held()
          .map(Instance.HeldAddress::line)
          .forEach(line ->
              line.broadcast()
                  .filter(written -> isWrong(written.value(), line.prefix().value()))
                  .ifPresent(written -> sink.report(found(line, written))));
    }
  }

  private static boolean isWrong(AddressLine.Broadcast broadcast, IpPrefix prefix) {
    return broadcast instanceof AddressLine.Broadcast.Given(IpAddress address)
        && prefix.length() < prefix.address().bits() - 1
        && !address.equals(prefix.network().lastAddress());
  }

  private static Diagnostic found(AddressLine line, Located<AddressLine.Broadcast> written) {
    IpPrefix prefix = line.prefix().value();
    return Diagnostic.of(
            INFO,
            written.span(),
            "The broadcast address of `%s` is `%s`."
                .formatted(prefix, prefix.network().lastAddress()))
        .keepalived(
            Keepalived.silent("gives the address a broadcast address that nobody else listens to"))
        .help("write `brd +`, or leave it out")
        .fix(
            Fix.unsafe(
                "Write `%s`.".formatted(prefix.network().lastAddress()),
                new TextEdit(written.span(), prefix.network().lastAddress().toString())));
  }
}
