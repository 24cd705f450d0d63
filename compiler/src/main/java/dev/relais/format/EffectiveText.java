package dev.relais.format;

import dev.relais.model.Effective;
import dev.relais.model.EffectiveSetting;
import dev.relais.schema.KeywordKind;
import java.util.List;
import java.util.Set;

/** A configuration as it will run, as keepalived.conf. */
public final class EffectiveText {
  /** To write their default would switch on what is off. */
  private static final Set<String> SWITCHES =
      Set.of(
          "nftables",
          "nftables_ipvs",
          "nftables_priority",
          "nftables_ipvs_priority",
          "nftables_ipvs_start_fwmark",
          "vrrp_iptables",
          "vrrp_ipsets",
          "net_namespace_ipvs",
          "timer_expired_backup",
          "persistence_timeout",
          "snmp_socket",
          "dbus_service_name");

  private final Layout layout = new Layout();

  private EffectiveText() {}

  /** Everything that is written, then what is filled in, as far as it can be written down. */
  public static String of(Effective effective) {
    EffectiveText text = new EffectiveText();
    boolean first = true;
    for (EffectiveSetting setting : effective.blocks()) {
      if (setting.keyword().kind().hasBraces() && !first) {
        text.layout.blankLine();
      }
      first = false;
      text.setting(setting);
    }
    return text.layout.text("\n");
  }

  private void setting(EffectiveSetting setting) {
    if (!canBeWritten(setting)) {
      return;
    }
    String arguments = setting.text().isEmpty() ? "" : " " + setting.text();
    layout.statement(setting.keyword().name() + arguments);
    setting
        .note()
        .filter(_ -> setting.from() != EffectiveSetting.From.DEFAULT)
        .ifPresent(note -> layout.trailingComment("# " + note));
    if (!setting.keyword().kind().hasBraces()) {
      return;
    }
    layout.open();
    setting.lines().forEach(line -> layout.statement(line.text()));
    setting.content().stream().filter(each -> !each.isFilledIn()).forEach(this::setting);
    List<EffectiveSetting> filledIn =
        setting.content().stream().filter(EffectiveSetting::isFilledIn).toList();
    if (filledIn.stream().anyMatch(EffectiveText::canBeWritten)) {
      layout.comment("# filled in");
      filledIn.forEach(this::setting);
    }
    layout.close();
  }

  private static boolean canBeWritten(EffectiveSetting setting) {
    if (setting.from() == EffectiveSetting.From.CORRECTED && setting.text().isEmpty()) {
      return false;
    }
    if (!setting.isFilledIn() || setting.keyword().kind().hasBraces()) {
      return true;
    }
    return setting.keyword().kind() == KeywordKind.VALUE
        && !setting.text().isEmpty()
        && !SWITCHES.contains(setting.keyword().name())
        && (setting.keyword().needs().isEmpty() || isAlwaysBuilt(setting.keyword().needs().get()));
  }

  private static boolean isAlwaysBuilt(String needs) {
    return Set.of("VRRP", "LVS", "BFD", "VRRP|LVS").contains(needs);
  }
}
