package dev.relais.wire;

import dev.relais.plan.IpPrefix;
import dev.relais.plan.PolicyRule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Requests about rules; {@code ip rule}. */
public final class RuleFormat {
  private static final int NEW = 32;
  private static final int DELETE = 33;

  private static final int DESTINATION = 1;
  private static final int SOURCE = 2;
  private static final int INCOMING = 3;
  private static final int GOTO = 4;
  private static final int PRIORITY = 6;
  private static final int MARK = 10;
  private static final int FLOW = 11;
  private static final int TUNNEL_ID = 12;
  private static final int SUPPRESS_GROUP = 13;
  private static final int SUPPRESS_PREFIX_LENGTH = 14;
  private static final int TABLE = 15;
  private static final int MARK_MASK = 16;
  private static final int OUTGOING = 17;
  private static final int L3MDEV = 19;
  private static final int USERS = 20;
  private static final int PROTOCOL = 21;
  private static final int IP_PROTOCOL = 22;
  private static final int SOURCE_PORTS = 23;
  private static final int DESTINATION_PORTS = 24;

  private static final int LOOKUP = 1;
  private static final int GO_ON = 2;
  private static final int INVERTED = 2;
  private static final int LARGEST_SHORT_TABLE = 255;

  private RuleFormat() {}

  /** Adds a rule; {@code ip rule add}. */
  public static byte[] add(PolicyRule rule, int sequence) {
    return encode(NEW, NetlinkRequest.CREATE | NetlinkRequest.EXCLUSIVE, rule, sequence);
  }

  /** Removes a rule; {@code ip rule delete}. */
  public static byte[] remove(PolicyRule rule, int sequence) {
    return encode(DELETE, 0, rule, sequence);
  }

  private static byte[] encode(int type, int flags, PolicyRule rule, int sequence) {
    PolicyRule.Conditions conditions = rule.conditions();
    int table = rule.action() instanceof PolicyRule.Lookup lookup ? lookup.table() : 0;
    int action =
        switch (rule.action()) {
          case PolicyRule.Lookup _, PolicyRule.LookupOfDevice _ -> LOOKUP;
          case PolicyRule.GoTo _ -> GO_ON;
          case PolicyRule.Verdict(PolicyRule.Kind kind) -> kind.number();
        };
    NetlinkRequest request =
        new NetlinkRequest(
            type, NetlinkRequest.REQUEST | NetlinkRequest.ACKNOWLEDGE | flags, sequence);
    request
        .octet(NetlinkRequest.number(rule.family()))
        .octet(rule.to().map(IpPrefix::length).orElse(0))
        .octet(rule.from().map(IpPrefix::length).orElse(0))
        .octet(conditions.typeOfService())
        .octet(table <= LARGEST_SHORT_TABLE ? table : 0)
        .half(0)
        .octet(action)
        .word(rule.inverted() ? INVERTED : 0);
    rule.to().ifPresent(to -> request.attribute(DESTINATION, to.network().address().bytes()));
    rule.from().ifPresent(from -> request.attribute(SOURCE, from.network().address().bytes()));
    request.attribute(PRIORITY, (int) rule.preference());
    switch (rule.action()) {
      case PolicyRule.Lookup lookup -> lookup(request, lookup);
      case PolicyRule.LookupOfDevice _ -> request.octetAttribute(L3MDEV, 1);
      case PolicyRule.GoTo(long preference) -> request.attribute(GOTO, (int) preference);
      case PolicyRule.Verdict _ -> {
        // The action says it all.
      }
    }
    conditions(request, conditions);
    request.octetAttribute(PROTOCOL, rule.protocol());
    return request.bytes();
  }

  private static void lookup(NetlinkRequest request, PolicyRule.Lookup lookup) {
    if (lookup.table() > LARGEST_SHORT_TABLE) {
      request.attribute(TABLE, lookup.table());
    }
    lookup
        .suppressedPrefixLength()
        .ifPresent(length -> request.attribute(SUPPRESS_PREFIX_LENGTH, length));
    lookup.suppressedGroup().ifPresent(group -> request.attribute(SUPPRESS_GROUP, group));
    lookup.realms().ifPresent(realms -> request.attribute(FLOW, realms));
  }

  private static void conditions(NetlinkRequest request, PolicyRule.Conditions conditions) {
    conditions.mark().ifPresent(mark -> request.attribute(MARK, (int) (long) mark));
    conditions.markMask().ifPresent(mask -> request.attribute(MARK_MASK, (int) (long) mask));
    conditions.incoming().ifPresent(name -> request.text(INCOMING, name));
    conditions.outgoing().ifPresent(name -> request.text(OUTGOING, name));
    conditions.tunnelId().ifPresent(id -> request.bigAttribute(TUNNEL_ID, (long) id));
    conditions.users().ifPresent(users -> request.attribute(USERS, wide(users)));
    conditions.ipProtocol().ifPresent(number -> request.octetAttribute(IP_PROTOCOL, number));
    conditions.sourcePorts().ifPresent(ports -> request.attribute(SOURCE_PORTS, narrow(ports)));
    conditions
        .destinationPorts()
        .ifPresent(ports -> request.attribute(DESTINATION_PORTS, narrow(ports)));
  }

  private static byte[] wide(PolicyRule.Range range) {
    return ByteBuffer.allocate(8)
        .order(ByteOrder.nativeOrder())
        .putInt((int) range.first())
        .putInt((int) range.last())
        .array();
  }

  private static byte[] narrow(PolicyRule.Range range) {
    return ByteBuffer.allocate(4)
        .order(ByteOrder.nativeOrder())
        .putShort((short) range.first())
        .putShort((short) range.last())
        .array();
  }
}
