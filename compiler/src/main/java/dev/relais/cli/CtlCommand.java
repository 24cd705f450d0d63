package dev.relais.cli;

import dev.relais.control.ControlFormat;
import dev.relais.control.Order;
import dev.relais.control.Outcome;
import dev.relais.engine.ServerSelection;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code relais ctl}. */
final class CtlCommand implements Command {
  private static final String SOCKET = "/run/relaisd.sock";
  private static final String ORDERS = "status, drain, weight or restore";

  @Override
  public String summary() {
    return "ask a running daemon, and tell it what to do";
  }

  @Override
  public CommandSpec specification() {
    CommandSpec specification = CommandSpec.create().name("ctl");
    specification
        .usageMessage()
        .customSynopsis(
            "relais ctl [OPTIONS] status [VIRTUAL_SERVER]",
            "       relais ctl [OPTIONS] drain REAL_SERVER",
            "       relais ctl [OPTIONS] weight REAL_SERVER WEIGHT",
            "       relais ctl [OPTIONS] restore REAL_SERVER")
        .description(
            "",
            "Shows how the virtual servers of a running daemon are doing, and sets weights of real",
            "servers. A server that is drained has weight 0: it finishes what it serves and gets",
            "nothing new. A weight that was set stays over reloads, until it is restored, the",
            "configuration has the server no longer, or the daemon ends.",
            "",
            "REAL_SERVER is an address, for all its ports, or an address and a port, and is meant in",
            "all virtual servers that have it, unless --virtual-server names one.")
        .footer(
            "",
            "Exit status: 0 done, 1 the daemon has no such server, 2 usage, 3 no daemon answers.",
            "",
            "Examples:",
            "  relais ctl status",
            "  relais ctl drain 10.0.0.5",
            "  relais ctl weight 10.0.0.5:80 3 --virtual-server 192.0.2.10:80",
            "  relais ctl restore 10.0.0.5");
    specification
        .addPositional(Options.parameter("ORDER", "1..*", ORDERS + ", and what it is about"))
        .addOption(
            Options.text(
                "--virtual-server", "NAME", "whose real servers are meant: 192.0.2.10:80, `FWM 5`"))
        .addOption(
            Options.text(
                "--socket", "FILE", "where the daemon takes orders (default " + SOCKET + ")"))
        .addOption(
            OptionSpec.builder("--json").description("print what the daemon answers").build());
    return Options.common(specification);
  }

  @Override
  public int run(ParseResult arguments, Console console)
      throws UsageException, UnreadableException {
    List<String> words = arguments.matchedPositionalValue(0, List.<String>of());
    Optional<String> owner =
        Optional.ofNullable(arguments.matchedOptionValue("--virtual-server", (String) null));
    Order order = order(words, owner);
    Path socket = Path.of(arguments.matchedOptionValue("--socket", SOCKET));
    Outcome outcome = DaemonConnection.ask(socket, order);
    if (arguments.hasMatchedOption("--json")) {
      console.out().println(ControlFormat.write(outcome));
      return outcome instanceof Outcome.Refused ? ExitCode.FINDINGS : ExitCode.OK;
    }
    return switch (outcome) {
      case Outcome.Refused(String reason, String remedy) -> {
        console.complain("%s; %s".formatted(reason, remedy));
        yield ExitCode.FINDINGS;
      }
      case Outcome.Servers(List<Outcome.VirtualServerReport> servers) -> {
        console.out().print(ServerTable.of(servers));
        yield ExitCode.OK;
      }
    };
  }

  private static Order order(List<String> words, Optional<String> owner) throws UsageException {
    List<String> about = words.subList(1, words.size());
    return switch (words.getFirst()) {
      case "status" -> {
        if (about.size() + owner.stream().count() > 1) {
          throw new UsageException("status is about all virtual servers, or about one");
        }
        yield new Order.Status(about.stream().findFirst().or(() -> owner));
      }
      case "drain" -> weight("drain", about, owner, Optional.of(0));
      case "restore" -> weight("restore", about, owner, Optional.empty());
      case "weight" -> {
        if (about.size() != 2) {
          throw new UsageException("weight needs a real server and its weight");
        }
        yield weight("weight", about.subList(0, 1), owner, Optional.of(number(about.getLast())));
      }
      default ->
          throw new UsageException("ctl takes %s, not `%s`".formatted(ORDERS, words.getFirst()));
    };
  }

  private static Order weight(
      String order, List<String> about, Optional<String> owner, Optional<Integer> weight)
      throws UsageException {
    if (about.size() != 1) {
      throw new UsageException(order + " needs one real server, such as 10.0.0.5:80");
    }
    return new Order.Weight(new ServerSelection(owner, about.getFirst()), weight);
  }

  private static int number(String word) throws UsageException {
    try {
      int weight = Integer.parseInt(word);
      if (weight >= 0 && !word.startsWith("+")) {
        return weight;
      }
    } catch (NumberFormatException e) {
      // Says it below.
    }
    throw new UsageException("a weight is 0 to %d, not `%s`".formatted(Integer.MAX_VALUE, word));
  }
}
