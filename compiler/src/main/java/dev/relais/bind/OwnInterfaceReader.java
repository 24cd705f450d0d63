package dev.relais.bind;

import dev.relais.ast.Ipvlan;
import dev.relais.ast.Setting;
import dev.relais.ast.VirtualMac;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.plan.IpPrefix;
import dev.relais.schema.Release;
import dev.relais.source.Located;
import dev.relais.syntax.Word;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads {@code use_vmac} and {@code use_ipvlan}, whose words may stand in any order. */
final class OwnInterfaceReader {
  private static final Set<String> MODES = Set.of("bridge", "private", "vepa");

  /** Before it, every word that is no address was the name. */
  private static final Release WITH_OPTION_WORDS = new Release(List.of(2, 3, 0));

  private final Binding binding;
  private final boolean optionWords;

  private Optional<Located<String>> name = Optional.empty();
  private Optional<Located<String>> hardwareAddress = Optional.empty();
  private Optional<Located<IpPrefix>> address = Optional.empty();
  private Optional<Located<String>> mode = Optional.empty();
  private Optional<Located<String>> group = Optional.empty();
  private boolean notifies;

  private OwnInterfaceReader(Binding binding) {
    this.binding = binding;
    this.optionWords = binding.target().has(WITH_OPTION_WORDS);
  }

  /** All lines of {@code use_vmac} in an instance. */
  static Optional<VirtualMac> virtualMac(List<Setting> lines, Binding binding) {
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    OwnInterfaceReader reader = new OwnInterfaceReader(binding);
    lines.forEach(line -> reader.words(line, reader::virtualMacWord));
    return Optional.of(
        new VirtualMac(
            lines.getFirst().span(),
            reader.name,
            reader.hardwareAddress,
            reader.group,
            reader.notifies));
  }

  /** A line of {@code use_ipvlan}. */
  static Ipvlan ipvlan(Setting line, Binding binding) {
    OwnInterfaceReader reader = new OwnInterfaceReader(binding);
    reader.words(line, reader::ipvlanWord);
    return new Ipvlan(line.span(), reader.name, reader.address, reader.mode, reader.group);
  }

  /** Takes a word that is no option word. */
  private interface WordReader {
    void read(Word word);
  }

  private void words(Setting line, WordReader plain) {
    List<Word> words = line.statement().arguments();
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get(i);
      boolean valued = i + 1 < words.size();
      if (LineWords.isUnreadable(word)) {
        continue;
      }
      if (optionWords && word.value().equals("name") && valued) {
        name(words.get(++i));
      } else if (optionWords && word.value().equals("group") && valued) {
        group = Optional.of(words.get(++i).located());
      } else if (optionWords && word.value().equals("netlink_notify_msg")) {
        notifies = true;
      } else {
        plain.read(word);
      }
    }
  }

  private void virtualMacWord(Word word) {
    if (word.value().indexOf(':') < 0) {
      name(word);
      return;
    }
    if (hardwareAddress.isPresent()) {
      report(word, "There are two MAC addresses.", "vmac-mac-twice", "ignores the second one");
      return;
    }
    String[] octets = word.value().toLowerCase(Locale.ROOT).split(":", -1);
    boolean readable = octets.length >= 5;
    for (String octet : octets) {
      readable &= octet.matches("[0-9a-f]{1,2}");
    }
    if (!readable) {
      report(
          word,
          "`%s` is no MAC address of five or six octets.".formatted(word.value()),
          "vmac-mac-invalid",
          "uses the address of the virtual router id");
    } else if ((Integer.parseInt(octets[0], 16) & 1) == 1) {
      report(
          word,
          "`%s` is a multicast address.".formatted(word.value()),
          "vmac-mac-multicast",
          "uses the address of the virtual router id");
    } else if (isReserved(octets)) {
      report(
          word,
          "`%s` is one of the addresses that VRRP gives to virtual router ids."
              .formatted(word.value()),
          "vmac-mac-reserved",
          "uses the address of the virtual router id");
    } else {
      hardwareAddress = Optional.of(word.located());
    }
  }

  /** 00:00:5e:00:01 of IPv4 and 00:00:5e:00:02 of IPv6; RFC 9568, section 7.3. */
  private static boolean isReserved(String[] octets) {
    int[] start = new int[5];
    for (int i = 0; i < start.length; i++) {
      start[i] = Integer.parseInt(octets[i], 16);
    }
    return start[0] == 0
        && start[1] == 0
        && start[2] == 0x5e
        && start[3] == 0
        && (start[4] == 1 || start[4] == 2);
  }

  private void ipvlanWord(Word word) {
    Optional<IpPrefix> prefix = IpPrefix.parse(word.value());
    if (prefix.isPresent()) {
      if (address.isPresent()) {
        report(word, "There are two addresses.", "ipvlan-address-twice", "ignores the second one");
      } else {
        address = Optional.of(new Located<>(prefix.get(), word.span()));
      }
    } else if (MODES.contains(word.value())) {
      if (mode.isPresent()) {
        report(word, "There are two modes.", "ipvlan-mode-twice", "ignores the second one");
      } else {
        mode = Optional.of(word.located());
      }
    } else {
      name(word);
    }
  }

  private void name(Word word) {
    if (name.isPresent()) {
      report(
          word,
          "`%s` is a second name; the interface is `%s` already."
              .formatted(word.value(), name.get().value()),
          "vmac-name-twice",
          "ignores the second one");
    } else if (!Values.isInterfaceName(word.value())) {
      report(
          word,
          "`%s` is no name of an interface, which has at most 15 characters and no slash."
              .formatted(word.value()),
          "vmac-name-invalid",
          "makes up a name");
    } else {
      name = Optional.of(word.located());
    }
  }

  private void report(Word word, String message, String check, String effect) {
    binding
        .sink()
        .report(
            Diagnostic.of(BindRules.INVALID_ARGUMENT, word.span(), message)
                .keepalived(Keepalived.reports(check, effect)));
  }
}
