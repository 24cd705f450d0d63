package dev.relais.bind;

import dev.relais.ast.UnicastPeer;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Sink;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import dev.relais.syntax.Word;
import java.util.List;
import java.util.Optional;

/**
 * Reads lines of {@code unicast_peer}: an address, and the hops that its packets may have taken.
 */
final class PeerReader {
  private static final int MOST_HOPS = 255;

  private final Sink sink;

  PeerReader(Sink sink) {
    this.sink = sink;
  }

  /** Reads a line; empty if it names no address. */
  Optional<UnicastPeer> read(Statement line) {
    Word word = line.keyword();
    if (LineWords.isUnreadable(word)) {
      return Optional.empty();
    }
    Optional<IpAddress> address = IpAddress.parse(word.value());
    if (address.isEmpty()) {
      report(
          word.span(),
          "`%s` is no IP address.".formatted(word.value()),
          "unicast-peer-malformed",
          "drops the line, so that this peer hears nothing");
      return Optional.empty();
    }
    Optional<Located<Integer>> minimum = Optional.empty();
    Optional<Located<Integer>> maximum = Optional.empty();
    List<Word> words = line.arguments();
    for (int i = 0; i < words.size(); i += 2) {
      Word option = words.get(i);
      boolean known = option.value().equals("min_ttl") || option.value().equals("max_ttl");
      if (LineWords.isUnreadable(option)) {
        continue;
      }
      if (!known) {
        unknown(option);
      } else if (i + 1 == words.size()) {
        report(
            option.span(),
            "`%s` has no value.".formatted(option.value()),
            "unicast-peer-option-value",
            "ignores the option");
      } else if (option.value().equals("min_ttl")) {
        minimum = hops(option, words.get(i + 1));
      } else {
        maximum = hops(option, words.get(i + 1));
      }
    }
    if (minimum.isPresent()
        && maximum.isPresent()
        && minimum.get().value() > maximum.get().value()) {
      report(
          minimum.get().span(),
          "No packet has at least %s and at most %s hops left."
              .formatted(minimum.get().value(), maximum.get().value()),
          "unicast-peer-ttl-order",
          "drops all advertisements of this peer");
    }
    return Optional.of(
        new UnicastPeer(line.span(), new Located<>(address.get(), word.span()), minimum, maximum));
  }

  private void unknown(Word option) {
    Diagnostic found =
        Diagnostic.of(
                BindRules.INVALID_ARGUMENT,
                option.span(),
                "`%s` is no option of a unicast peer.".formatted(option.value()))
            .keepalived(Keepalived.reports("unicast-peer-option", "ignores the option"));
    sink.report(
        IpAddress.parse(option.value()).isPresent()
            ? found.help("write each peer on a line of its own")
            : found.help("a peer has `min_ttl` and `max_ttl`"));
  }

  private Optional<Located<Integer>> hops(Word option, Word word) {
    Optional<Integer> value = LineWords.number(word.value(), MOST_HOPS);
    if (value.isEmpty() && !LineWords.isUnreadable(word)) {
      report(
          word.span(),
          "`%s` takes a number from 0 to 255, not `%s`.".formatted(option.value(), word.value()),
          "number-range",
          "ignores the option");
    }
    return value.map(number -> new Located<>(number, word.span()));
  }

  private void report(SourceSpan span, String message, String check, String effect) {
    sink.report(
        Diagnostic.of(BindRules.INVALID_ARGUMENT, span, message)
            .keepalived(Keepalived.reports(check, effect)));
  }
}
