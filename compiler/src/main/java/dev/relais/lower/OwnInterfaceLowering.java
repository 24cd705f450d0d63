package dev.relais.lower;

import dev.relais.ast.AddressOption;
import dev.relais.ast.Ipvlan;
import dev.relais.ast.VirtualMac;
import dev.relais.model.Instance;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.MacAddress;
import dev.relais.plan.VirtualInterface;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Gives virtual routers the interfaces of their own that they ask for: one from which they send,
 * and one for each interface of the host on which an address wants one. Two that would be alike are
 * one, under the name of the first.
 */
final class OwnInterfaceLowering {
  private final String prefix;
  private final String prefixForAddresses;
  private final BiConsumer<SourceSpan, String> notYet;
  private final Set<String> names = new HashSet<>();
  private final Map<Key, VirtualInterface> made = new HashMap<>();
  private final Map<Instance, VirtualInterface> mains = new HashMap<>();
  private final Map<Instance, Map<String, VirtualInterface>> byInstance = new LinkedHashMap<>();

  /** What two interfaces that are alike have in common. */
  private record Key(String base, AddressFamily family, MacAddress mac) {}

  /**
   * Before any instance was looked at.
   *
   * @param prefix {@code vmac_prefix}
   * @param prefixForAddresses {@code vmac_addr_prefix}
   * @param notYet is told what cannot be run
   */
  OwnInterfaceLowering(
      String prefix, String prefixForAddresses, BiConsumer<SourceSpan, String> notYet) {
    this.prefix = prefix;
    this.prefixForAddresses = prefixForAddresses;
    this.notYet = notYet;
  }

  /** Names that are written go before names that are made up. */
  void reserve(Instance instance) {
    instance
        .source()
        .virtualMac()
        .flatMap(VirtualMac::name)
        .map(Located::value)
        .ifPresent(names::add);
    instance.source().ipvlan().flatMap(Ipvlan::name).map(Located::value).ifPresent(names::add);
  }

  /** The interface from which an instance sends. */
  String sending(Instance instance, String base) {
    return main(instance, base)
        .filter(_ -> !sendsFromBase(instance))
        .map(VirtualInterface::name)
        .orElse(base);
  }

  private static boolean sendsFromBase(Instance instance) {
    return instance.source().settings().has("vmac_xmit_base") && !instance.strict();
  }

  /** The interface on which an address stands. */
  String place(Instance instance, Instance.HeldAddress held, String base) {
    String written = held.line().interfaceName().map(Located::value).orElse(base);
    boolean elsewhere = !written.equals(base);
    AddressFamily family = held.prefix().value().address().family();
    boolean own =
        held.line().has(AddressOption.Flag.USE_VMAC)
            || (elsewhere && instance.source().settings().has("use_vmac_addr"));
    Optional<VirtualInterface> main =
        elsewhere ? Optional.empty() : main(instance, base).filter(it -> it.family() == family);
    boolean onMain = held.line().interfaceName().isEmpty() || own;
    return main.filter(_ -> onMain)
        .or(() -> own ? forAddresses(instance, written, family) : Optional.empty())
        .map(VirtualInterface::name)
        .orElse(written);
  }

  /** All interfaces of an instance that were asked for. */
  List<VirtualInterface> of(Instance instance) {
    return new ArrayList<>(byInstance.getOrDefault(instance, Map.of()).values());
  }

  private Optional<VirtualInterface> main(Instance instance, String base) {
    VirtualInterface before = mains.get(instance);
    if (before != null) {
      return Optional.of(before);
    }
    Optional<VirtualInterface> vmac =
        instance.source().virtualMac().flatMap(how -> macvlan(instance, how, base));
    Optional<VirtualInterface> main =
        vmac.or(() -> instance.source().ipvlan().flatMap(how -> ipvlan(instance, how, base)));
    main.ifPresent(own -> mains.put(instance, own));
    return main;
  }

  private Optional<VirtualInterface> macvlan(Instance instance, VirtualMac how, String base) {
    if (how.notifies()) {
      notYet.accept(how.span(), "`netlink_notify_msg`");
    }
    int id = instance.virtualRouterId().map(Located::value).orElse(1);
    MacAddress mac =
        how.address()
            .map(written -> hardwareAddress(written.value(), id))
            .orElse(VirtualInterface.mac(instance.family(), id));
    return Optional.of(
        make(
            instance,
            new VirtualInterface(
                how.name()
                    .map(Located::value)
                    .orElseGet(() -> free(prefix, instance, instance.family())),
                base,
                instance.family(),
                VirtualInterface.Kind.MACVLAN,
                Optional.of(mac),
                how.group().flatMap(this::group),
                Optional.empty())));
  }

  private Optional<VirtualInterface> ipvlan(Instance instance, Ipvlan how, String base) {
    return Optional.of(
        make(
            instance,
            new VirtualInterface(
                how.name()
                    .map(Located::value)
                    .orElseGet(() -> free(prefix, instance, instance.family())),
                base,
                instance.family(),
                switch (how.mode().map(Located::value).orElse("bridge")) {
                  case "private" -> VirtualInterface.Kind.IPVLAN_PRIVATE;
                  case "vepa" -> VirtualInterface.Kind.IPVLAN_VEPA;
                  default -> VirtualInterface.Kind.IPVLAN_BRIDGE;
                },
                Optional.empty(),
                how.group().flatMap(this::group),
                how.address().map(Located::value))));
  }

  /** Five octets are completed by the virtual router id. */
  private static MacAddress hardwareAddress(String written, int id) {
    long value = 0;
    String[] octets = written.split(":", -1);
    for (String octet : octets) {
      value = value << 8 | Integer.parseInt(octet, 16);
    }
    return new MacAddress(octets.length == 5 ? value << 8 | id : value);
  }

  private Optional<Integer> group(Located<String> written) {
    if (written.value().equals("default")) {
      return Optional.empty();
    }
    if (written.value().matches("\\d{1,9}")) {
      return Optional.of(Integer.parseInt(written.value()));
    }
    notYet.accept(written.span(), "The name `%s` of a group".formatted(written.value()));
    return Optional.empty();
  }

  private Optional<VirtualInterface> forAddresses(
      Instance instance, String base, AddressFamily family) {
    int id = instance.virtualRouterId().map(Located::value).orElse(1);
    MacAddress mac = VirtualInterface.mac(family, id);
    VirtualInterface known = made.get(new Key(base, family, mac));
    if (known != null) {
      return Optional.of(make(instance, known));
    }
    return Optional.of(
        make(
            instance,
            new VirtualInterface(
                free(prefixForAddresses, instance, family),
                base,
                family,
                VirtualInterface.Kind.MACVLAN,
                Optional.of(mac),
                Optional.empty(),
                Optional.empty())));
  }

  private VirtualInterface make(Instance instance, VirtualInterface own) {
    names.add(own.name());
    own.mac().ifPresent(mac -> made.putIfAbsent(new Key(own.base(), own.family(), mac), own));
    byInstance.computeIfAbsent(instance, _ -> new LinkedHashMap<>()).putIfAbsent(own.name(), own);
    return Objects.requireNonNull(byInstance.get(instance).get(own.name()));
  }

  /** As keepalived makes names up: vrrp.51, vrrp1.51, and vrrp6.51 for IPv6. */
  private String free(String start, Instance instance, AddressFamily family) {
    int id = instance.virtualRouterId().map(Located::value).orElse(1);
    String six = family == AddressFamily.INET6 ? "6" : "";
    String name = "%s%s.%d".formatted(start, six, id);
    for (int i = 1; names.contains(name); i++) {
      name = "%s%s%d.%d".formatted(start, six, i, id);
    }
    return name;
  }
}
