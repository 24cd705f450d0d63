package dev.relais.lint.rules.vrrp;

import dev.relais.ast.UnicastPeer;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import java.util.List;
import java.util.Optional;

/** A list of all hosts was pasted on each of them. */
public final class OwnAddressAmongPeers implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2041",
              "own-address-among-peers",
              Severity.WARNING,
              "0.1",
              "An instance has its own address among its unicast peers.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (Instance instance : model.instances()) {
      Optional<IpAddress> own = instance.source().sourceAddress().map(Located::value);
      List<UnicastPeer> peers = instance.source().unicastPeers();
      for (UnicastPeer peer : peers) {
        if (own.filter(peer.address().value()::equals).isPresent()) {
          boolean alone = peers.stream().allMatch(each -> own.get().equals(each.address().value()));
          sink.report(found(instance, peer, alone));
        }
      }
    }
  }

  private static Diagnostic found(Instance instance, UnicastPeer peer, boolean alone) {
    Diagnostic found =
        Diagnostic.of(
                INFO,
                peer.address().span(),
                "`%s` sends from `%s`, and has it among its peers."
                    .formatted(instance.name().value(), peer.address().value()))
            .severity(alone ? Severity.ERROR : Severity.WARNING)
            .keepalived(
                Keepalived.silent(
                    alone
                        ? "sends to itself and to nobody else, so that every host becomes MASTER"
                        : "sends every advertisement to itself as well"))
            .help(alone ? "name the other hosts" : "remove it: the list is that of the other hosts")
            .fix(
                Optional.of(instance.source().settings())
                    .filter(_ -> !alone)
                    .flatMap(in -> in.removalOfLine(peer.span(), "Remove it.", false)));
    return instance
        .source()
        .sourceAddress()
        .map(source -> found.also(source.span(), "the source address"))
        .orElse(found);
  }
}
