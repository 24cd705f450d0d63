package dev.relais.lint.rules.vrrp;

import dev.relais.ast.AddressLine;
import dev.relais.ast.AddressOption;
import dev.relais.ast.Setting;
import dev.relais.ast.VrrpInstance;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Edits;
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
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Of two settings that do not go together, keepalived takes one back. */
public final class SettingOverruled implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2018",
              "setting-overruled",
              Severity.WARNING,
              "0.1",
              "A setting has no effect because of another one.")
          .fixable(Fixable.BOTH);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    model.instances().forEach(instance -> new Look(instance, sink).all());
  }

  /** A look at one instance. */
  private record Look(Instance instance, Sink sink) {

    void all() {
      state();
      preemption();
      preemptDelay();
      timers();
      owner();
      multicastGroup();
      vrf();
      ownInterface();
      instance.source().addresses().forEach(this::ownInterface);
      instance.source().excludedAddresses().forEach(this::ownInterface);
    }

    private boolean startsAsMaster() {
      return instance.state().value() == Instance.State.MASTER;
    }

    private void state() {
      boolean signed =
          instance
              .authentication()
              .filter(secret -> secret.type() == Instance.AuthenticationType.AH)
              .isPresent();
      boolean master =
          instance.source().state().filter(word -> word.value().equals("MASTER")).isPresent();
      if (signed && master && !startsAsMaster()) {
        report(
            instance.state().span(),
            "With authentication of type AH, only the owner of the addresses starts as MASTER",
            Keepalived.reports("auth-ah-initial-master", "starts as BACKUP"),
            "write `state BACKUP`: the priority decides who becomes master",
            backup(true));
      }
    }

    private void preemption() {
      Optional<SourceSpan> nopreempt = instance.source().nopreempt();
      if (nopreempt.isEmpty()) {
        return;
      }
      if (instance.isOwner()) {
        report(
            nopreempt.get(),
            "The owner of the addresses, with priority 255, always takes over",
            Keepalived.reports("nopreempt-owner", "takes over from a lower priority"),
            "remove `nopreempt`, or give the instance a priority below 255",
            removal(nopreempt.get(), false));
      } else if (startsAsMaster()) {
        report(
            nopreempt.get(),
            "An instance with `state MASTER` takes over when it starts",
            Keepalived.reports("nopreempt-initial-master", "takes over from a lower priority"),
            "write `state BACKUP` on all hosts of the virtual router",
            backup(false));
      }
    }

    private void preemptDelay() {
      Optional<Located<Duration>> delay =
          instance.source().preemptDelay().filter(written -> !written.value().isZero());
      if (delay.isEmpty()) {
        return;
      }
      if (startsAsMaster()) {
        report(
            delay.get().span(),
            "An instance with `state MASTER` takes over when it starts, without delay",
            Keepalived.reports("preempt-delay-initial-master", "waits for nothing"),
            "write `state BACKUP`: the priority decides who becomes master",
            backup(false));
      } else if (!instance.preempt() && !instance.strict()) {
        report(
            delay.get().span(),
            "An instance with `nopreempt` does not take over, so there is nothing to delay",
            Keepalived.reports("preempt-delay-nopreempt", "ignores it"),
            "remove `preempt_delay` or `nopreempt`",
            removal(delay.get().span(), false));
      }
    }

    private void timers() {
      if (instance.preempt()) {
        setting("timer_expired_backup")
            .or(() -> setting("thread_timer_expired"))
            .ifPresent(setting ->
                report(
                    setting.span(),
                    "`%s` needs `nopreempt`".formatted(setting.keyword().name()),
                    Keepalived.reports("timer-expired-needs-nopreempt", "ignores it"),
                    "remove it, or add `nopreempt`",
                    removal(setting.span(), false)));
      }
    }

    private void owner() {
      Optional<Located<Boolean>> ignores =
          instance.source().settings().bool("owner_ignore_adverts");
      ignores
          .filter(on -> on.value() != instance.isOwner())
          .ifPresent(on ->
              report(
                  on.span(),
                  on.value()
                      ? "Only the owner of the addresses, with priority 255, can ignore others"
                      : "The owner of the addresses, with priority 255, ignores others",
                  on.value()
                      ? Keepalived.reports("owner-ignore-not-owner", "listens to others")
                      : Keepalived.reports("owner-ignore-false-owner", "ignores others"),
                  "remove it",
                  removal(on.span(), false)));
    }

    private void multicastGroup() {
      if (instance.isUnicast()) {
        setting("mcast_dst_ip")
            .ifPresent(setting ->
                report(
                    setting.span(),
                    "An instance with unicast peers sends to no multicast group",
                    Keepalived.reports("mcast-dst-with-unicast", "ignores it"),
                    "remove it",
                    removal(setting.span(), true)));
      }
    }

    private void vrf() {
      Optional<Setting> vrf = setting("vrf");
      if (vrf.isEmpty()) {
        return;
      }
      List<Setting> all = instance.source().settings().all();
      boolean before =
          setting("interface")
              .filter(device -> all.indexOf(device) > all.indexOf(vrf.get()))
              .isPresent();
      boolean loopback =
          vrf.get().first(String.class).filter(name -> name.value().equals("lo")).isPresent();
      if (before && !loopback && instance.interfaceName().isPresent()) {
        report(
            vrf.get().span(),
            "An instance with an interface is in the VRF of that interface",
            Keepalived.reports("vrf-with-interface-or-multicast", "ignores it"),
            "remove it",
            removal(vrf.get().span(), false));
      }
    }

    private void ownInterface() {
      VrrpInstance source = instance.source();
      Optional<Setting> base = setting("vmac_xmit_base");
      boolean own = source.virtualMac().isPresent() || source.ipvlan().isPresent();
      if (source.virtualMac().isEmpty()) {
        base.ifPresent(setting ->
            report(
                setting.span(),
                "`vmac_xmit_base` needs `use_vmac`",
                Keepalived.reports("xmit-base-without-vmac", "ignores it"),
                "remove it, or add `use_vmac`",
                removal(setting.span(), false)));
      } else if (base.isEmpty() && instance.isUnicast() && instance.interfaceName().isPresent()) {
        report(
            source.virtualMac().get().span(),
            "With unicast peers, advertisements leave by the interface itself",
            Keepalived.reports("vmac-unicast-xmit-base", "sets `vmac_xmit_base`"),
            "add `vmac_xmit_base`",
            line(source.virtualMac().get().span(), "vmac_xmit_base"));
      }
      if (own) {
        setting("promote_secondaries")
            .ifPresent(setting ->
                report(
                    setting.span(),
                    "The interface that keepalived makes always promotes secondary addresses",
                    Keepalived.reports("promote-secondaries-vmac", "ignores it"),
                    "remove it",
                    removal(setting.span(), true)));
      }
    }

    private void ownInterface(AddressLine line) {
      Optional<Located<AddressOption>> word =
          line.options().stream()
              .filter(option -> option.value() == AddressOption.Flag.USE_VMAC)
              .findFirst();
      if (word.isEmpty()) {
        return;
      }
      String own = instance.interfaceName().map(Located::value).orElse("");
      boolean same = line.interfaceName().filter(name -> !name.value().equals(own)).isEmpty();
      if (setting("use_vmac_addr").isPresent() && !same) {
        report(
            word.get().span(),
            "`use_vmac_addr` says the same for all addresses",
            Keepalived.reports("vip-use-vmac-and-addr", "does it once"),
            "remove the word",
            Optional.of(Fix.safe("Remove the word.", Edits.removeWords(word.get().span()))));
      } else if (instance.source().virtualMac().isPresent() && same) {
        report(
            word.get().span(),
            "`use_vmac` of the instance says the same for all addresses on its interface",
            Keepalived.reports("vip-use-vmac-redundant", "does it once"),
            "remove the word",
            Optional.of(Fix.safe("Remove the word.", Edits.removeWords(word.get().span()))));
      }
    }

    private Optional<Setting> setting(String keyword) {
      return instance.source().settings().one(keyword);
    }

    /** Safe where keepalived begins so anyway; else whether `state` was meant is a guess. */
    private Optional<Fix> backup(boolean safe) {
      return instance
          .source()
          .state()
          .map(state ->
              new Fix("Write `BACKUP`.", safe, List.of(new TextEdit(state.span(), "BACKUP"))));
    }

    private Optional<Fix> removal(SourceSpan place, boolean safe) {
      return instance.source().settings().removalOf(place, "Remove it.", safe);
    }

    /** What keepalived sets by itself, on a line of its own. */
    private static Optional<Fix> line(SourceSpan neighbour, String line) {
      return Optional.of(Fix.safe("Add `%s`.".formatted(line), Edits.lineBelow(neighbour, line)));
    }

    private void report(
        SourceSpan place, String why, Keepalived answer, String help, Optional<Fix> fix) {
      sink.report(
          Diagnostic.of(
                  INFO,
                  place,
                  "%s, and `%s` is in `%s`.".formatted(why, place.text(), instance.name().value()))
              .keepalived(answer)
              .help(help)
              .fix(fix));
    }
  }
}
