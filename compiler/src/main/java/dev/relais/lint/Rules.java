package dev.relais.lint;

import dev.relais.lint.rules.bfd.BfdIntervalLarge;
import dev.relais.lint.rules.bfd.BfdMaxHopsOverHopLimit;
import dev.relais.lint.rules.bfd.BfdSessionUnusable;
import dev.relais.lint.rules.fleet.AuthenticationDiffers;
import dev.relais.lint.rules.fleet.CheckCannotMoveAddress;
import dev.relais.lint.rules.fleet.EqualPriorities;
import dev.relais.lint.rules.fleet.MasterWithLowerPriority;
import dev.relais.lint.rules.fleet.RouterIdClash;
import dev.relais.lint.rules.fleet.SeveralMasters;
import dev.relais.lint.rules.fleet.VirtualAddressesDiffer;
import dev.relais.lint.rules.global.FirewallSettings;
import dev.relais.lint.rules.global.SharedFifo;
import dev.relais.lint.rules.global.SyncDaemonInstance;
import dev.relais.lint.rules.global.UnlikelyDelay;
import dev.relais.lint.rules.ipvs.AddressFamilyDiffers;
import dev.relais.lint.rules.ipvs.CheckAddressFamilies;
import dev.relais.lint.rules.ipvs.CheckIncomplete;
import dev.relais.lint.rules.ipvs.DuplicateRealServer;
import dev.relais.lint.rules.ipvs.ForwardingMethodMissing;
import dev.relais.lint.rules.ipvs.HysteresisTooHigh;
import dev.relais.lint.rules.ipvs.LinkLocalWithoutInterface;
import dev.relais.lint.rules.ipvs.OnePacketWithoutUdp;
import dev.relais.lint.rules.ipvs.PatternSettings;
import dev.relais.lint.rules.ipvs.PortCannotBeTranslated;
import dev.relais.lint.rules.ipvs.PortMissing;
import dev.relais.lint.rules.ipvs.PortOfMarkedServer;
import dev.relais.lint.rules.ipvs.ProtocolMissing;
import dev.relais.lint.rules.ipvs.ProtocolOfMark;
import dev.relais.lint.rules.ipvs.QuorumTooHigh;
import dev.relais.lint.rules.ipvs.ReplyLengths;
import dev.relais.lint.rules.ipvs.SchedulerMissing;
import dev.relais.lint.rules.ipvs.SettingWithoutEffect;
import dev.relais.lint.rules.ipvs.SorryServerInhibitDiffers;
import dev.relais.lint.rules.ipvs.SuspensionOfMark;
import dev.relais.lint.rules.ipvs.UndefinedCheckSource;
import dev.relais.lint.rules.ipvs.UndefinedVirtualServerGroup;
import dev.relais.lint.rules.ipvs.VirtualServerGroupUnusable;
import dev.relais.lint.rules.ipvs.VirtualServerWithoutAddress;
import dev.relais.lint.rules.ipvs.VirtualServerWithoutRealServer;
import dev.relais.lint.rules.script.QuorumOrder;
import dev.relais.lint.rules.script.ScriptSecurityOff;
import dev.relais.lint.rules.script.ScriptWithoutCommand;
import dev.relais.lint.rules.script.ScriptWithoutPath;
import dev.relais.lint.rules.script.TrackerWithoutTarget;
import dev.relais.lint.rules.script.UndefinedScript;
import dev.relais.lint.rules.script.UnusedScript;
import dev.relais.lint.rules.vrrp.AuthenticationInClearText;
import dev.relais.lint.rules.vrrp.AuthenticationMissing;
import dev.relais.lint.rules.vrrp.AuthenticationPasswordTooLong;
import dev.relais.lint.rules.vrrp.DuplicateVirtualRouterId;
import dev.relais.lint.rules.vrrp.VirtualRouterIdMissing;
import java.util.List;

/** The rules that look at resolved configurations. */
public final class Rules {

  /** All of them, by code. */
  public static final List<Rule> CHECKS =
      List.of(
          new UnlikelyDelay(),
          new FirewallSettings(),
          new VirtualRouterIdMissing(),
          new DuplicateVirtualRouterId(),
          new AuthenticationMissing(),
          new AuthenticationPasswordTooLong(),
          new AuthenticationInClearText(),
          new RouterIdClash(),
          new EqualPriorities(),
          new SeveralMasters(),
          new MasterWithLowerPriority(),
          new CheckCannotMoveAddress(),
          new AuthenticationDiffers(),
          new VirtualAddressesDiffer(),
          new PortCannotBeTranslated(),
          new VirtualServerWithoutAddress(),
          new SchedulerMissing(),
          new ForwardingMethodMissing(),
          new ProtocolMissing(),
          new ProtocolOfMark(),
          new PortMissing(),
          new OnePacketWithoutUdp(),
          new DuplicateRealServer(),
          new VirtualServerWithoutRealServer(),
          new QuorumTooHigh(),
          new HysteresisTooHigh(),
          new PortOfMarkedServer(),
          new SuspensionOfMark(),
          new SorryServerInhibitDiffers(),
          new AddressFamilyDiffers(),
          new VirtualServerGroupUnusable(),
          new UndefinedVirtualServerGroup(),
          new SettingWithoutEffect(),
          new CheckIncomplete(),
          new UndefinedCheckSource(),
          new LinkLocalWithoutInterface(),
          new CheckAddressFamilies(),
          new ReplyLengths(),
          new PatternSettings(),
          new BfdSessionUnusable(),
          new BfdMaxHopsOverHopLimit(),
          new BfdIntervalLarge(),
          new UndefinedScript(),
          new UnusedScript(),
          new ScriptSecurityOff(),
          new ScriptWithoutCommand(),
          new TrackerWithoutTarget(),
          new QuorumOrder(),
          new ScriptWithoutPath(),
          new SharedFifo(),
          new SyncDaemonInstance());

  private Rules() {}
}
