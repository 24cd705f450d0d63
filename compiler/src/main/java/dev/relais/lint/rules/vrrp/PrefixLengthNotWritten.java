package dev.relais.lint.rules.vrrp;

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
import java.util.List;

/** Without a prefix length, an address is held as /32 or /128. */
public final class PrefixLengthNotWritten implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2038",
              "prefix-length-not-written",
              Severity.NOTE,
              "0.1",
              "A virtual address has no prefix length, so it is an address without a network.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (Instance instance : model.instances()) {
      List<Instance.HeldAddress> bare =
          instance.held().filter(held -> !held.line().writtenLength()).toList();
      if (!bare.isEmpty()) {
        sink.report(found(bare));
      }
    }
  }

  private static Diagnostic found(List<Instance.HeldAddress> bare) {
    IpAddress first = bare.getFirst().prefix().value().address();
    String more = bare.size() == 1 ? "" : ", like %s more here".formatted(bare.size() - 1);
    return Diagnostic.of(
            INFO,
            bare.getFirst().prefix().span(),
            "`%s` has no prefix length, so it is held as `%s/%s`%s."
                .formatted(first, first, first.bits(), more))
        .keepalived(
            Keepalived.silent(
                "adds the address without a network, and so without a route to its neighbours"))
        .help(
            "write `/%s` if that is meant, because the interface has an address of the network already; otherwise the length of the network"
                .formatted(first.bits()))
        .fix(
            new Fix(
                "Write `/%s`.".formatted(first.bits()),
                false,
                bare.stream().map(held -> withLength(held.prefix())).toList()));
  }

  private static TextEdit withLength(Located<IpPrefix> bare) {
    return new TextEdit(
        bare.span(), "%s/%s".formatted(bare.span().text(), bare.value().address().bits()));
  }
}
