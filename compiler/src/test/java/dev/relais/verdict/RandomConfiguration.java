package dev.relais.verdict;

import dev.relais.schema.ArgumentGrammar;
import dev.relais.schema.BlockSchema;
import dev.relais.schema.Decimal;
import dev.relais.schema.Keyword;
import dev.relais.schema.KeywordKind;
import dev.relais.schema.Release;
import dev.relais.schema.Schema;
import dev.relais.schema.Target;
import dev.relais.schema.Term;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A random configuration for keepalived 2.2.7, written by the schema: a few blocks that make sense
 * together, with random keywords and values in them; and then, for three in four, one change that
 * is likely to be a mistake.
 */
public final class RandomConfiguration {
  private static final Target TARGET = Target.parse("2.2.7").orElseThrow();

  /** What this machine cannot tell: who may do what, and what is there. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "net_namespace",
          "net_namespace_ipvs",
          "instance",
          "use_pid_dir",
          "vrrp_cpu_affinity",
          "checker_cpu_affinity",
          "bfd_cpu_affinity",
          "config_save_dir",
          "tmp_config_directory",
          "reload_time_file",
          "startup_script",
          "shutdown_script",
          "include_check",
          "vrf",
          "smtp_server",
          "lvs_sync_daemon",
          "interface",
          "linkbeat_use_polling",
          "user");

  private final Random random;
  private final StringBuilder text = new StringBuilder();
  private final List<String> scripts = new ArrayList<>();

  private RandomConfiguration(Random random) {
    this.random = random;
  }

  /** The configuration of a random source. */
  public static String of(Random random) {
    RandomConfiguration made = new RandomConfiguration(random);
    made.write();
    String text = made.text.toString();
    return random.nextInt(4) == 0 ? text : made.spoil(text);
  }

  // ---------------------------------------------------------------- what makes sense

  private void write() {
    line(0, "global_defs {");
    line(1, "router_id r" + random.nextInt(9));
    line(1, "enable_script_security");
    line(1, "script_user root");
    some("global_defs", 1, 2, Set.of("router_id", "enable_script_security", "script_user"));
    line(0, "}");
    for (int i = random.nextInt(3); i > 0; i--) {
      String name = "s" + scripts.size();
      scripts.add(name);
      line(0, "vrrp_script " + name + " {");
      line(1, "script \"/bin/true\"");
      some("vrrp_script", 1, 3, Set.of("script"));
      line(0, "}");
    }
    int instances = random.nextInt(3);
    for (int i = 0; i < instances; i++) {
      instance(i);
    }
    for (int i = random.nextInt(2); i > 0; i--) {
      virtualServer(i);
    }
  }

  private void instance(int number) {
    line(0, "vrrp_instance V" + number + " {");
    line(1, "interface eth" + random.nextInt(2));
    line(1, "virtual_router_id " + (51 + number));
    some(
        "vrrp_instance",
        1,
        4,
        Set.of("interface", "virtual_router_id", "virtual_ipaddress", "track_script"));
    if (random.nextBoolean()) {
      line(1, "authentication {");
      line(2, "auth_type PASS");
      line(2, "auth_pass secret" + random.nextInt(9));
      line(1, "}");
    }
    line(1, "virtual_ipaddress {");
    for (int i = 0; i <= random.nextInt(3); i++) {
      line(2, "10.0.%d.%d/24%s".formatted(number, 10 + i, addressOption()));
    }
    line(1, "}");
    if (!scripts.isEmpty() && random.nextBoolean()) {
      line(1, "track_script {");
      line(2, scripts.get(random.nextInt(scripts.size())) + trackOption());
      line(1, "}");
    }
    line(0, "}");
  }

  private String addressOption() {
    return switch (random.nextInt(8)) {
      case 0 -> " dev eth1";
      case 1 -> " scope link";
      case 2 -> " brd +";
      case 3 -> " label eth0:1";
      default -> "";
    };
  }

  private String trackOption() {
    return switch (random.nextInt(4)) {
      case 0 -> " weight " + (random.nextInt(500) - 250);
      case 1 -> " weight 5 reverse";
      default -> "";
    };
  }

  private void virtualServer(int number) {
    boolean nat = random.nextBoolean();
    line(0, "virtual_server 10.1.0.%d 80 {".formatted(number));
    line(1, "lb_algo rr");
    line(1, "lb_kind " + (nat ? "NAT" : "DR"));
    line(1, "protocol TCP");
    some(
        "virtual_server",
        1,
        3,
        Set.of("lb_algo", "lvs_sched", "lb_kind", "lvs_method", "protocol", "ip_family"));
    for (int i = 0; i <= random.nextInt(3); i++) {
      line(1, "real_server 192.168.0.%d 80 {".formatted(i + 1));
      some("virtual_server/real_server", 2, 2, Set.of("lvs_method"));
      List<String> checks = List.of("TCP_CHECK", "MISC_CHECK", "HTTP_GET", "SMTP_CHECK");
      String check = checks.get(random.nextInt(checks.size()));
      line(2, check + " {");
      switch (check) {
        case "MISC_CHECK" -> line(3, "misc_path \"/bin/true\"");
        case "HTTP_GET" -> {
          line(3, "url {");
          line(4, "path /");
          line(4, "status_code 200");
          line(3, "}");
        }
        default -> {}
      }
      some("virtual_server/real_server/" + check, 3, 2, Set.of("misc_path"));
      line(2, "}");
      line(1, "}");
    }
    line(0, "}");
  }

  /** A few keywords that may stand in a block. */
  private void some(String block, int depth, int most, Set<String> written) {
    BlockSchema schema = Schema.get().block(block);
    List<Keyword> possible =
        schema.keywords().stream()
            .filter(keyword -> !written.contains(keyword.name()))
            .filter(RandomConfiguration::isKnown)
            .toList();
    Set<String> used = new HashSet<>();
    for (int i = random.nextInt(most + 1); i > 0 && !possible.isEmpty(); i--) {
      Keyword keyword = possible.get(random.nextInt(possible.size()));
      if (used.add(keyword.name())) {
        arguments(keyword).ifPresent(words -> line(depth, (keyword.name() + " " + words).strip()));
      }
    }
  }

  private static boolean isKnown(Keyword keyword) {
    boolean value = keyword.kind() == KeywordKind.VALUE || keyword.kind() == KeywordKind.FLAG;
    return value
        && keyword.until().isEmpty()
        && keyword.replacedBy().isEmpty()
        && TARGET.has(keyword.since())
        && TARGET.has(keyword.argumentsSince())
        && !keyword.argumentsSince().equals(Release.UNRELEASED)
        && !LEFT_OUT.contains(keyword.name())
        && !keyword.name().startsWith("notify")
        && !keyword.name().contains("fifo")
        && !keyword.name().contains("snmp")
        && !keyword.name().contains("dbus")
        && !keyword.name().contains("nftables")
        && !keyword.name().contains("iptables")
        && !keyword.name().contains("ipset")
        && !keyword.name().contains("vmac")
        && !keyword.name().contains("ipvlan")
        && !keyword.name().contains("rt_priority")
        && !keyword.name().contains("dir");
  }

  private Optional<String> arguments(Keyword keyword) {
    return words(ArgumentGrammar.parse(keyword.arguments()));
  }

  private Optional<String> words(Term term) {
    return switch (term) {
      case Term.Sequence(var terms) -> {
        StringBuilder all = new StringBuilder();
        for (Term each : terms) {
          Optional<String> one = words(each);
          if (one.isEmpty()) {
            yield Optional.empty();
          }
          all.append(one.get()).append(' ');
        }
        yield Optional.of(all.toString().strip());
      }
      case Term.Choice(var terms) -> words(terms.get(random.nextInt(terms.size())));
      case Term.Maybe(Term inner) -> random.nextBoolean() ? Optional.of("") : words(inner);
      case Term.Repeated(Term inner, int _) -> words(inner);
      case Term.Literal(String word) -> Optional.of(word);
      case Term.Numeral numeral -> Optional.of(number(numeral));
      case Term.Bool _ -> Optional.of(pick("true", "false", "on", "off", "yes", "no"));
      case Term.Enumeration(var enumerated, boolean _) ->
          Optional.of(List.copyOf(enumerated).get(random.nextInt(enumerated.size())));
      case Term.Text(String kind, var _) ->
          switch (kind) {
            case "STRING", "NAME" -> Optional.of("name" + random.nextInt(9));
            default -> Optional.empty();
          };
      case Term.InterfaceName _ -> Optional.of("eth" + random.nextInt(2));
      case Term.Address(boolean prefix, boolean multicast, int family) ->
          multicast || family == 6
              ? Optional.empty()
              : Optional.of("192.0.2." + random.nextInt(250) + (prefix ? "/24" : ""));
      case Term.Port _ -> Optional.of(Integer.toString(1 + random.nextInt(65535)));
      case Term.Netmask _, Term.Lines _, Term.Special _ -> Optional.empty();
    };
  }

  private String number(Term.Numeral numeral) {
    BigDecimal least = new BigDecimal(numeral.least().toString());
    BigDecimal most = new BigDecimal(numeral.most().orElse(Decimal.of(1000)).toString());
    BigDecimal span = most.subtract(least).min(BigDecimal.valueOf(200));
    BigDecimal value =
        least
            .max(BigDecimal.ONE.min(most))
            .add(BigDecimal.valueOf(random.nextInt(span.intValue() + 1)));
    return value.min(most).toPlainString();
  }

  // ---------------------------------------------------------------- and what does not

  private String spoil(String whole) {
    List<String> lines = new ArrayList<>(whole.lines().toList());
    int at = random.nextInt(lines.size());
    String line = lines.get(at);
    String[] words = line.strip().split(" ", -1);
    String indent = line.substring(0, line.length() - line.stripLeading().length());
    switch (random.nextInt(12)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, line);
      case 2 ->
          lines.set(
              at,
              line.replaceFirst(
                  "\\d+", pick("0", "-1", "256", "99999999999", "1.5", "1x", "0x10")));
      case 3 -> lines.set(at, indent + words[0]);
      case 4 -> lines.set(at, line + " extra");
      case 5 ->
          lines.set(at, indent + swapped(words[0]) + line.strip().substring(words[0].length()));
      case 6 ->
          lines.add(
              at,
              "    "
                  + pick(
                      "priority 100",
                      "weight 3",
                      "delay_loop 6",
                      "router_id x",
                      "bogus 1",
                      "path /"));
      case 7 -> lines.set(at, line.replaceFirst("[{}]", ""));
      case 8 -> lines.add(at, "}");
      case 9 -> lines.set(at, line + " \"open");
      case 10 ->
          lines.set(
              at,
              line.replaceFirst(
                  "(true|on|yes|rr|DR|NAT|TCP|PASS|link|eth1)$",
                  pick("maybe", "ON", "rrr", "pass", "1")));
      default ->
          lines.set(
              at,
              line.replaceFirst("\\bs0\\b", "missing").replaceFirst("10\\.0\\.(\\d)", "10.0.300"));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String swapped(String word) {
    return word.length() < 4
        ? word + "x"
        : word.charAt(0) + "" + word.charAt(2) + word.charAt(1) + word.substring(3);
  }

  private String pick(String... words) {
    return words[random.nextInt(words.length)];
  }

  private void line(int depth, String content) {
    text.append("    ".repeat(depth)).append(content).append('\n');
  }
}
