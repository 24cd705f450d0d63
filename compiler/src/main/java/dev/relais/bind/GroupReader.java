package dev.relais.bind;

import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.ast.VirtualServerGroup;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Sink;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import dev.relais.syntax.Word;
import java.util.List;
import java.util.Optional;

/** Reads {@code virtual_server_group}. */
final class GroupReader {
  private static final String DROPS = "drops the line";

  private final ArgumentReader arguments;
  private final Sink sink;

  GroupReader(Binding binding) {
    this.arguments = binding.arguments();
    this.sink = binding.sink();
  }

  /** Reads a group; empty if it has no name. */
  Optional<VirtualServerGroup> read(Setting setting) {
    List<Word> words = setting.statement().arguments();
    if (words.size() > 1) {
      arguments.extra(setting.keyword(), setting.statement(), words.get(1), words.getLast());
    }
    return words.stream()
        .findFirst()
        .map(name ->
            new VirtualServerGroup(
                setting.statement().span(),
                name.located(),
                setting.lines().stream().flatMap(line -> entry(line).stream()).toList(),
                setting.lines().size(),
                Settings.NONE));
  }

  private Optional<VirtualServerGroup.Entry> entry(Statement line) {
    Word first = line.keyword();
    if (LineWords.isUnreadable(first)) {
      return Optional.empty();
    }
    return first.value().equals("fwmark")
        ? mark(line).map(mark -> mark)
        : addresses(line).map(addresses -> addresses);
  }

  // ------------------------------------------------------------------ marks

  private Optional<VirtualServerGroup.Mark> mark(Statement line) {
    List<Word> words = line.arguments();
    if (words.isEmpty()) {
      sink.report(
          Diagnostic.of(BindRules.MISSING_ARGUMENT, line.span(), "`fwmark` has no value.")
              .keepalived(
                  Keepalived.reports(
                      "parameter-missing",
                      "exits at this line with status 2; what follows is not read"))
              .help("it takes a mark from 0 to 4294967295"));
      return Optional.empty();
    }
    Optional<Long> mark = Values.mark(words.getFirst().value());
    if (mark.isEmpty()) {
      return report(words.getFirst(), "is no mark from 0 to 4294967295", "vsg-fwmark-range", DROPS);
    }
    if (words.size() == 1) {
      return Optional.of(new VirtualServerGroup.Mark(line.span(), mark.get(), Optional.empty()));
    }
    Word family = words.get(1);
    return switch (family.value()) {
      case "inet" -> mark(line, mark.get(), AddressFamily.INET);
      case "inet6" -> mark(line, mark.get(), AddressFamily.INET6);
      default -> report(family, "is neither `inet` nor `inet6`", "vsg-fwmark-family", DROPS);
    };
  }

  private static Optional<VirtualServerGroup.Mark> mark(
      Statement line, long mark, AddressFamily family) {
    return Optional.of(new VirtualServerGroup.Mark(line.span(), mark, Optional.of(family)));
  }

  // ------------------------------------------------------------------ addresses

  private Optional<VirtualServerGroup.Addresses> addresses(Statement line) {
    Word first = line.keyword();
    List<Word> words = line.arguments();
    Optional<Integer> port =
        words.isEmpty() ? Optional.of(0) : Values.port(words.getFirst().value());
    if (port.isEmpty()) {
      return IpAddress.parse(Values.counted(first.value())).isPresent()
          ? report(words.getFirst(), "is no port from 1 to 65535", "vsg-address-invalid", DROPS)
          : report(first, "is no IP address", "vsg-address-invalid", DROPS);
    }
    String text = first.value();
    if (text.indexOf('/') >= 0) {
      return network(line, first, port.get());
    }
    int hyphen = text.indexOf('-');
    Optional<IpAddress> start = IpAddress.parse(Values.counted(text));
    if (start.isEmpty() || (text.indexOf(':') >= 0) != (start.get().bits() == 128)) {
      return report(first, "is no IP address", "vsg-address-invalid", DROPS);
    }
    return hyphen < 0
        ? entry(line, start.get(), start.get(), port.get())
        : range(line, first, start.get(), text.substring(hyphen + 1), port.get());
  }

  private Optional<VirtualServerGroup.Addresses> network(Statement line, Word word, int port) {
    String text = word.value();
    Optional<IpAddress> address = IpAddress.parse(text.substring(0, text.indexOf('/')));
    if (address.isEmpty()) {
      return report(word, "is no IP address", "vsg-address-invalid", DROPS);
    }
    Optional<IpPrefix> prefix = IpPrefix.parse(text).filter(found -> found.length() > 0);
    if (prefix.isEmpty()) {
      return report(
          word,
          "has no prefix length from 1 to %s".formatted(address.get().bits()),
          "vsg-netmask-invalid",
          DROPS);
    }
    if (!prefix.get().network().address().equals(address.get())) {
      return report(
          word,
          "is no network: `%s` is".formatted(prefix.get().network()),
          "vsg-netmask-bits",
          DROPS);
    }
    return entry(line, address.get(), prefix.get().lastAddress(), port);
  }

  /** A whole address as the end, or what replaces the last part of the first address. */
  private Optional<VirtualServerGroup.Addresses> range(
      Statement line, Word word, IpAddress start, String end, int port) {
    boolean inet = start.family() == AddressFamily.INET;
    if (end.indexOf(inet ? '.' : ':') >= 0) {
      Optional<IpAddress> last =
          IpAddress.parse(end).filter(address -> address.family() == start.family());
      if (last.isEmpty()) {
        return report(word, "does not end in an IP address", "vsg-range-end-invalid", DROPS);
      }
      return last.get().compareTo(start) < 0
          ? backwards(word)
          : entry(line, start, last.get(), port);
    }
    int digits = 0;
    while (digits < end.length() && Character.digit(end.charAt(digits), inet ? 10 : 16) >= 0) {
      digits++;
    }
    if (digits < end.length()) {
      return report(
          word,
          "has `%s` behind the end of its range".formatted(end.substring(digits)),
          "vsg-range-extra",
          DROPS);
    }
    int most = inet ? 255 : 0xffff;
    if (digits > 9 || (digits > 0 && Long.parseLong(end, inet ? 10 : 16) > most)) {
      return report(
          word, "ends above `%s`".formatted(inet ? "255" : "ffff"), "vsg-range-large", DROPS);
    }
    byte[] bytes = start.bytes();
    int low = bytes.length - 1;
    int part = inet ? bytes[low] & 0xff : ((bytes[low - 1] & 0xff) << 8) | (bytes[low] & 0xff);
    int last = digits == 0 ? 0 : Integer.parseInt(end, inet ? 10 : 16);
    if (last <= part) {
      return backwards(word);
    }
    bytes[low] = (byte) last;
    if (!inet) {
      bytes[low - 1] = (byte) (last >> 8);
    }
    return entry(line, start, IpAddress.of(bytes), port);
  }

  private Optional<VirtualServerGroup.Addresses> backwards(Word word) {
    return report(word, "ends before it begins", "vsg-range-backwards", DROPS);
  }

  private static Optional<VirtualServerGroup.Addresses> entry(
      Statement line, IpAddress first, IpAddress last, int port) {
    SourceSpan span = line.span();
    return Optional.of(new VirtualServerGroup.Addresses(span, first, last, port));
  }

  private <T> Optional<T> report(Word word, String fault, String check, String effect) {
    if (!LineWords.isUnreadable(word)) {
      sink.report(
          Diagnostic.of(
                  BindRules.INVALID_ARGUMENT,
                  word.span(),
                  "`%s` %s.".formatted(word.value(), fault))
              .keepalived(Keepalived.reports(check, effect))
              .help(
                  "a line is `fwmark` with a mark, or an address, a range or a network, with or"
                      + " without a port"));
    }
    return Optional.empty();
  }
}
