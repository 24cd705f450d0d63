package dev.relais.bind;

import dev.relais.ast.AddressLine;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Sink;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import dev.relais.syntax.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads lines such as those of {@code virtual_ipaddress}. */
final class AddressReader {
  private static final Set<String> ADDRESS_FLAGS =
      Set.of("home", "-nodad", "mngtmpaddr", "noprefixroute", "autojoin", "no_track", "use_vmac");
  private static final Set<String> ADDRESS_OPTIONS = Set.of("peer", "preferred_lft", "track_group");

  private final Sink sink;

  AddressReader(Sink sink) {
    this.sink = sink;
  }

  /** Reads a line of {@code virtual_ipaddress}; empty if it names no address. */
  Optional<AddressLine> read(Statement line) {
    LineWords words = new LineWords(line, sink);
    Word first = words.next();
    if (LineWords.isUnreadable(first)) {
      return Optional.empty();
    }
    Optional<IpPrefix> prefix = IpPrefix.parse(first.value());
    if (prefix.isEmpty()) {
      boolean badLength =
          first.value().indexOf('/') > 0
              && IpAddress.parse(first.value().substring(0, first.value().indexOf('/')))
                  .isPresent();
      report(
          first.span(),
          badLength
              ? "`%s` has a prefix length that its family does not have.".formatted(first.value())
              : "`%s` is no IP address.".formatted(first.value()),
          badLength ? "address-prefix-invalid" : "address-invalid",
          "drops the line");
      return Optional.empty();
    }
    Optional<Located<String>> interfaceName = Optional.empty();
    Optional<Located<Integer>> scope = Optional.empty();
    Optional<Located<AddressLine.Broadcast>> broadcast = Optional.empty();
    Optional<Located<String>> label = Optional.empty();
    List<Located<String>> others = new ArrayList<>();
    while (words.more()) {
      Word word = words.next();
      switch (word.value()) {
        case "dev" -> interfaceName = words.value(word).map(Word::located);
        case "scope" -> scope = words.value(word).flatMap(words::scope);
        case "brd", "broadcast" ->
            broadcast =
                words.value(word).flatMap(value -> broadcast(value, prefix.get().address()));
        case "label" -> label = words.value(word).map(Word::located);
        default -> {
          if (ADDRESS_FLAGS.contains(word.value())) {
            others.add(word.located());
          } else if (ADDRESS_OPTIONS.contains(word.value())) {
            others.add(word.located());
            words.value(word).map(Word::located).ifPresent(others::add);
          } else if (!LineWords.isUnreadable(word)) {
            unknownAddressWord(word);
          }
        }
      }
    }
    return Optional.of(
        new AddressLine(
            line.span(),
            new Located<>(prefix.get(), first.span()),
            first.value().indexOf('/') >= 0,
            interfaceName,
            scope,
            broadcast,
            label,
            others));
  }

  private void unknownAddressWord(Word word) {
    String value = word.value();
    Diagnostic found =
        Diagnostic.of(
                BindRules.INVALID_ARGUMENT,
                word.span(),
                "`%s` is no option of an address.".formatted(value))
            .keepalived(Keepalived.reports("address-option-unknown", "ignores the word"));
    sink.report(
        IpPrefix.parse(value).isPresent()
            ? found.help("write each address on a line of its own")
            : found);
  }

  private Optional<Located<AddressLine.Broadcast>> broadcast(Word word, IpAddress address) {
    Optional<AddressLine.Broadcast> value =
        switch (word.value()) {
          case "+" -> Optional.of(new AddressLine.Broadcast.HostBitsSet());
          case "-" -> Optional.of(new AddressLine.Broadcast.HostBitsClear());
          default ->
              IpAddress.parse(word.value())
                  .filter(ip -> ip.family() == AddressFamily.INET)
                  .map(AddressLine.Broadcast.Given::new);
        };
    if (address.family() == AddressFamily.INET6) {
      report(word.span(), "IPv6 has no broadcast.", "address-ipv6-broadcast", "drops the line");
      return Optional.empty();
    }
    if (value.isEmpty()) {
      report(
          word.span(),
          "`%s` is neither an IPv4 address nor `+` nor `-`.".formatted(word.value()),
          "address-broadcast-invalid",
          "drops the line");
    }
    return value.map(broadcast -> new Located<>(broadcast, word.span()));
  }

  private void report(SourceSpan span, String message, String check, String effect) {
    sink.report(
        Diagnostic.of(BindRules.INVALID_ARGUMENT, span, message)
            .keepalived(Keepalived.reports(check, effect)));
  }
}
