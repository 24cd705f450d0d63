package dev.relais.bind;

import dev.relais.ast.Encapsulation;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Word;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code encap} and what belongs to it. */
final class EncapsulationReader {
  private static final int MOST_LABELS = 16;
  private static final int LARGEST_LABEL = (1 << 20) - 1;

  /** keepalived reads what is left of it as words of the route. */
  private static final String DROPPED =
      "drops the encapsulation, and the line too if it then meets a word that it does not know";

  private final LineWords words;

  EncapsulationReader(LineWords words) {
    this.words = words;
  }

  /** Reads what follows {@code encap}; after a mistake the rest of the line means nothing. */
  Optional<Located<Encapsulation>> read(Word encap) {
    if (!words.more()) {
      wrong(encap.span(), "`encap` needs a type.", "encap-type-missing");
      return Optional.empty();
    }
    Word type = words.next();
    Optional<? extends Encapsulation> read =
        switch (type.value()) {
          case "mpls" -> mpls(type);
          case "ip" -> ip(type, AddressFamily.INET);
          case "ip6" -> ip(type, AddressFamily.INET6);
          case "ila" -> ila(type);
          default -> {
            if (LineWords.isUnreadable(type)) {
              words.stop();
            } else {
              wrong(
                  type.span(),
                  "`%s` is no encapsulation: there are `mpls`, `ip`, `ip6` and `ila`."
                      .formatted(type.value()),
                  "encap-type-unknown");
            }
            yield Optional.empty();
          }
        };
    return read.map(encapsulation -> new Located<>(encapsulation, encap.span()));
  }

  private Optional<Encapsulation.Mpls> mpls(Word type) {
    if (!words.more()) {
      wrong(
          type.span(), "`encap mpls` needs labels, as in `100/200`.", "encap-mpls-address-missing");
      return Optional.empty();
    }
    Word value = words.next();
    List<Integer> labels = new ArrayList<>();
    for (String label : value.value().split("/", -1)) {
      Optional<Long> number = LineWords.anyBase(label, LARGEST_LABEL);
      if (number.isEmpty() || labels.size() == MOST_LABELS) {
        wrong(
            value.span(),
            "`%s` is no list of at most %s labels from 0 to %s, as in `100/200`."
                .formatted(value.value(), MOST_LABELS, LARGEST_LABEL),
            "encap-mpls-address-invalid");
        return Optional.empty();
      }
      labels.add(number.get().intValue());
    }
    return Optional.of(new Encapsulation.Mpls(labels));
  }

  private Optional<Encapsulation.Ila> ila(Word type) {
    if (!words.more()) {
      wrong(type.span(), "`encap ila` needs a locator, as in `1:2:3:4`.", "encap-ila-missing");
      return Optional.empty();
    }
    Word value = words.next();
    if (!value.value().matches("[0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4}){3}")) {
      wrong(
          value.span(),
          "`%s` is no locator: four groups of hexadecimal digits with colons between them."
              .formatted(value.value()),
          "encap-ila-invalid");
      return Optional.empty();
    }
    long locator = 0;
    for (String group : value.value().split(":", -1)) {
      locator = locator << 16 | Long.parseLong(group, 16);
    }
    return Optional.of(new Encapsulation.Ila(locator));
  }

  // ------------------------------------------------------------------ ip and ip6

  private Optional<Encapsulation.Ip> ip(Word type, AddressFamily family) {
    boolean six = family == AddressFamily.INET6;
    Optional<BigInteger> id = Optional.empty();
    Optional<IpAddress> destination = Optional.empty();
    Optional<IpAddress> source = Optional.empty();
    Optional<Integer> typeOfService = Optional.empty();
    Optional<Integer> timeToLive = Optional.empty();
    Optional<Integer> flags = Optional.empty();
    boolean inside = true;
    while (inside && words.more()) {
      String option = words.peek().map(Word::value).orElse("");
      switch (option) {
        case "id" -> id = value().flatMap(this::id);
        case "dst" -> destination = value().flatMap(value -> address(value, type, family));
        case "src" -> source = value().flatMap(value -> address(value, type, family));
        case "tos", "dsfield" -> typeOfService = value().flatMap(this::typeOfService);
        case "hoplimit" -> timeToLive = value().flatMap(value -> number(value, 255));
        case "flags" -> flags = value().flatMap(value -> number(value, 65535));
        default -> {
          if (option.equals("tc") && six) {
            typeOfService = value().flatMap(this::typeOfService);
          } else if (option.equals("ttl") && !six) {
            timeToLive = value().flatMap(value -> number(value, 255));
          } else {
            inside = false;
          }
        }
      }
    }
    if (words.dropped()) {
      return Optional.empty();
    }
    if (id.isEmpty() && destination.isEmpty()) {
      wrong(
          type.span(),
          "`encap %s` needs `dst` with an address, or `id`.".formatted(type.value()),
          "encap-target-missing");
      return Optional.empty();
    }
    return Optional.of(
        new Encapsulation.Ip(family, id, destination, source, typeOfService, timeToLive, flags));
  }

  private Optional<Word> value() {
    Word option = words.next();
    if (words.more()) {
      return Optional.of(words.next())
          .filter(value -> {
            if (LineWords.isUnreadable(value)) {
              words.stop();
            }
            return !words.dropped();
          });
    }
    wrong(
        option.span(),
        "`%s` needs a value.".formatted(option.value()),
        option.value().equals("dst") || option.value().equals("id")
            ? "encap-target-missing"
            : "route-keyword-unknown");
    return Optional.empty();
  }

  private Optional<BigInteger> id(Word value) {
    Optional<BigInteger> id = LineWords.unsigned64(value.value());
    if (id.isEmpty()) {
      wrong(
          value.span(),
          "`%s` is no number of 64 bits.".formatted(value.value()),
          "route-number-invalid");
    }
    return id;
  }

  private Optional<Integer> number(Word value, int most) {
    Optional<Integer> number = LineWords.number(value.value(), most);
    if (number.isEmpty()) {
      wrong(
          value.span(),
          "`%s` is no number from 0 to %s.".formatted(value.value(), most),
          "route-number-invalid");
    }
    return number;
  }

  private Optional<IpAddress> address(Word value, Word type, AddressFamily family) {
    Optional<IpAddress> address = IpAddress.parse(value.value());
    if (address.isEmpty()) {
      wrong(
          value.span(),
          "`%s` is no IP address.".formatted(value.value()),
          "encap-ip-address-invalid");
    } else if (address.get().family() != family) {
      wrong(
          value.span(),
          "`encap %s` needs addresses of its own family, not `%s`."
              .formatted(type.value(), value.value()),
          "encap-ip-address-family");
      return Optional.empty();
    }
    return address;
  }

  private Optional<Integer> typeOfService(Word value) {
    Optional<Integer> number =
        NameTable.RT_DSFIELD
            .number(value.value())
            .or(() -> LineWords.anyBase(value.value(), 255).map(Long::intValue));
    if (number.isEmpty()) {
      wrong(
          value.span(),
          "`%s` is no type of service.".formatted(value.value()),
          "encap-dsfield-invalid");
    }
    return number;
  }

  private void wrong(SourceSpan span, String message, String check) {
    words.report(span, message, check, DROPPED);
    words.stop();
  }
}
