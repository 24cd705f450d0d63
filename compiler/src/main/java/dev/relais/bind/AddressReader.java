package dev.relais.bind;

import dev.relais.ast.AddressLine;
import dev.relais.ast.AddressOption;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import dev.relais.syntax.Word;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads a line of {@code virtual_ipaddress}, {@code virtual_ipaddress_excluded} or {@code
 * static_ipaddress}.
 */
final class AddressReader {
  private static final int LONGEST_LABEL = 15;
  private static final LineWords.UnknownName UNKNOWN_SCOPE =
      new LineWords.UnknownName("address-scope-invalid", "ignores the scope", Severity.WARNING);

  private final LineWords words;
  private final Optional<TrackGroups> groups;
  private Optional<Located<String>> interfaceName = Optional.empty();
  private Optional<Located<Integer>> scope = Optional.empty();
  private Optional<Located<AddressLine.Broadcast>> broadcast = Optional.empty();
  private Optional<Located<String>> label = Optional.empty();
  private Optional<SourceSpan> peer = Optional.empty();
  private Optional<SourceSpan> trackGroup = Optional.empty();
  private boolean unknownTold;
  private final List<Located<AddressOption>> options = new ArrayList<>();

  private AddressReader(LineWords words, Optional<TrackGroups> groups) {
    this.words = words;
    this.groups = groups;
  }

  /** Reads a line of an instance; empty if it names no address. */
  static Optional<AddressLine> read(Statement line, Sink sink) {
    return new AddressReader(new LineWords(line, sink), Optional.empty()).line();
  }

  /** Reads a line of {@code static_ipaddress}; empty if it names no address. */
  static Optional<AddressLine> readStatic(Statement line, TrackGroups groups, Sink sink) {
    return new AddressReader(new LineWords(line, sink), Optional.of(groups)).line();
  }

  private Optional<AddressLine> line() {
    Word first = words.next();
    if (LineWords.isUnreadable(first)) {
      return Optional.empty();
    }
    Optional<IpPrefix> prefix = words.prefix(first);
    if (prefix.isEmpty()) {
      words.drop(
          first.span(), "`%s` is no IP address.".formatted(first.value()), "address-invalid");
      return Optional.empty();
    }
    IpAddress address = prefix.get().address();
    while (words.more()) {
      option(words.next(), address);
    }
    boolean writtenLength = first.value().indexOf('/') >= 0;
    if (!words.dropped()) {
      together(first, prefix.get(), writtenLength);
    }
    return Optional.of(
        new AddressLine(
            words.span(),
            new Located<>(prefix.get(), first.span()),
            writtenLength,
            interfaceName,
            scope,
            broadcast,
            label,
            options));
  }

  private void option(Word word, IpAddress address) {
    switch (word.value()) {
      case "dev" -> device(word);
      case "scope" -> words.value(word).ifPresent(value -> scope(word, value, address));
      case "brd", "broadcast" ->
          words.value(word).ifPresent(value -> broadcast(word, value, address));
      case "label" -> words.value(word).ifPresent(value -> label(word, value, address));
      case "peer" -> words.value(word).ifPresent(value -> peer(word, value, address));
      case "preferred_lft" -> words.value(word).ifPresent(value -> lifetime(word, value));
      case "track_group" ->
          groups.ifPresentOrElse(known -> trackGroup(word, known), () -> unknown(word));
      default ->
          Arrays.stream(AddressOption.Flag.values())
              .filter(flag -> flag.word().equals(word.value()))
              .filter(flag -> flag != AddressOption.Flag.USE_VMAC || groups.isEmpty())
              .findFirst()
              .ifPresentOrElse(flag -> add(word, flag), () -> unknown(word));
    }
  }

  private void add(Word word, AddressOption option) {
    options.add(new Located<>(option, word.span()));
  }

  private void device(Word word) {
    Optional<Word> value = words.value(word);
    if (value.isEmpty()) {
      return;
    }
    if (interfaceName.isPresent()) {
      words.drop(
          word.span().to(value.get().span()),
          "The interface of this address is `%s` already.".formatted(interfaceName.get().value()),
          "address-dev-twice");
      return;
    }
    interfaceName = words.interfaceName(value.get(), "address-dev-unknown", "drops the line");
  }

  private void scope(Word word, Word value, IpAddress address) {
    boolean global = value.value().equals("global") || value.value().equals("0");
    if (address.family() == AddressFamily.INET6) {
      if (global) {
        return; // what keepalived has where nothing is written
      }
      words.report(
          word.span().to(value.span()),
          "The scope of an IPv6 address follows from the address and cannot be set.",
          "address-ipv6-scope",
          "ignores the scope");
      return;
    }
    scope =
        words
            .named(NameTable.RT_SCOPES, value, 255, UNKNOWN_SCOPE)
            .map(number -> new Located<>(number, value.span()));
  }

  private void broadcast(Word word, Word value, IpAddress address) {
    if (address.family() == AddressFamily.INET6) {
      words.drop(word.span().to(value.span()), "IPv6 has no broadcast.", "address-ipv6-broadcast");
      return;
    }
    Optional<AddressLine.Broadcast> read =
        switch (value.value()) {
          case "+" -> Optional.of(new AddressLine.Broadcast.HostBitsSet());
          case "-" -> Optional.of(new AddressLine.Broadcast.HostBitsClear());
          default ->
              IpAddress.parse(value.value())
                  .filter(ip -> ip.family() == AddressFamily.INET)
                  .map(AddressLine.Broadcast.Given::new);
        };
    if (read.isEmpty()) {
      words.drop(
          value.span(),
          "`%s` is neither an IPv4 address nor `+` nor `-`.".formatted(value.value()),
          "address-broadcast-invalid");
    }
    broadcast = read.map(found -> new Located<>(found, value.span()));
  }

  private void label(Word word, Word value, IpAddress address) {
    if (address.family() == AddressFamily.INET6) {
      words.report(
          word.span().to(value.span()),
          "An IPv6 address has no label.",
          "address-ipv6-label",
          "ignores the label");
    } else if (value.value().length() > LONGEST_LABEL) {
      words.drop(
          value.span(),
          "The label `%s` is longer than %s characters.".formatted(value.value(), LONGEST_LABEL),
          "address-label-long");
    } else {
      label = Optional.of(value.located());
    }
  }

  private void peer(Word word, Word value, IpAddress address) {
    SourceSpan both = word.span().to(value.span());
    if (peer.isPresent()) {
      words.report(
          both,
          "This address has two peers; the first one counts.",
          "address-peer-twice",
          "ignores the later one");
      return;
    }
    Optional<IpAddress> other = IpAddress.parse(value.value());
    if (other.isEmpty()) {
      boolean length = IpPrefix.parse(value.value()).isPresent();
      words.report(
          value.span(),
          length
              ? "The peer `%s` cannot have a prefix length.".formatted(value.value())
              : "The peer `%s` is no IP address.".formatted(value.value()),
          "address-peer-invalid",
          "ignores the peer");
    } else if (other.get().family() != address.family()) {
      words.report(
          value.span(),
          "The peer `%s` is of another family than the address.".formatted(value.value()),
          "address-peer-family",
          "ignores the peer");
    } else {
      peer = Optional.of(both);
      add(word, new AddressOption.Peer(other.get()));
    }
  }

  private void lifetime(Word word, Word value) {
    if (value.value().equals("forever")) {
      add(word, new AddressOption.PreferredLifetime(Optional.empty()));
      return;
    }
    Optional<Long> seconds = LineWords.unsigned(value.value(), 0xFFFF_FFFFL);
    if (seconds.isEmpty()) {
      words.report(
          value.span(),
          "`%s` is neither `forever` nor a number of seconds from 0 to 4294967295."
              .formatted(value.value()),
          "address-preferred-lft",
          "ignores the option");
    }
    seconds
        .map(Duration::ofSeconds)
        .ifPresent(time -> add(word, new AddressOption.PreferredLifetime(Optional.of(time))));
  }

  private void trackGroup(Word word, TrackGroups known) {
    if (trackGroup.isPresent()) {
      words.report(
          word.span(),
          "This address has a track group already.",
          "address-track-group-twice",
          "ignores the rest of the line");
      words.stop();
      return;
    }
    words
        .value(word)
        .flatMap(value -> known.find(value, words, "address-track-group-unknown"))
        .ifPresent(name -> {
          trackGroup = Optional.of(word.span());
          add(word, new AddressOption.TrackGroup(name));
        });
  }

  /** Of several words that mean nothing, the first says it for all. */
  private void unknown(Word word) {
    if (unknownTold || LineWords.isUnreadable(word)) {
      return;
    }
    unknownTold = true;
    Diagnostic found =
        Diagnostic.of(
                BindRules.INVALID_ARGUMENT,
                word.span(),
                "`%s` is no option of an address.".formatted(word.value()))
            .keepalived(Keepalived.reports("address-option-unknown", "ignores the word"));
    words.report(
        switch (word.value()) {
          case "track_group" -> found.help("only static addresses have one");
          case "nodad" -> found.help("write `-nodad`");
          default ->
              IpPrefix.parse(word.value()).isPresent()
                  ? found.help("write each address on a line of its own")
                  : found;
        });
  }

  /** What options mean to each other, which keepalived looks at when it has read them all. */
  private void together(Word first, IpPrefix prefix, boolean writtenLength) {
    if (peer.isPresent() && writtenLength) {
      words.report(
          first.span(),
          "An address with a `peer` has no prefix length.",
          "address-peer-and-prefix",
          "ignores the prefix length");
    }
    if (peer.isPresent() && broadcast.isPresent()) {
      words.report(
          broadcast.get().span(),
          "An address with a `peer` has no broadcast.",
          "address-broadcast-and-peer",
          "ignores the broadcast");
    } else if (broadcast.isPresent()
        && !(broadcast.get().value() instanceof AddressLine.Broadcast.Given)
        && prefix.length() > 30) {
      words.report(
          broadcast.get().span(),
          "A network of prefix length %s has no broadcast.".formatted(prefix.length()),
          "address-broadcast-prefix",
          "ignores the broadcast");
      broadcast = Optional.empty();
    }
    boolean untracked =
        options.stream().anyMatch(option -> option.value() == AddressOption.Flag.NO_TRACK);
    if (trackGroup.isPresent() && untracked) {
      words.report(StaticTracking.conflict(trackGroup.get()));
    }
  }
}
