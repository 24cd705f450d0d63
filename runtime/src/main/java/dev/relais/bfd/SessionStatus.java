package dev.relais.bfd;

import java.time.Duration;

/**
 * Where a session stands. Names in brackets are those of RFC 5880, section 6.8.1.
 *
 * @param state [SessionState]
 * @param remoteState what the neighbor last said [RemoteSessionState]
 * @param discriminator the own number, not 0 [LocalDiscr]
 * @param remoteDiscriminator the neighbor's, 0 while it is not known [RemoteDiscr]
 * @param diagnostic why it last left UP [LocalDiag]
 * @param desiredSend the interval that is announced [DesiredMinTxInterval]
 * @param remoteReceive the neighbor's least interval; 0 if it wants to hear nothing
 *     [RemoteMinRxInterval]
 * @param remoteSend the interval that the neighbor announced
 * @param remoteMultiplier the neighbor's; 0 while it is not known
 * @param remoteDemand whether the neighbor wants to hear nothing while both are up
 *     [RemoteDemandMode]
 * @param polling whether a change of the interval waits for the neighbor's answer
 */
public record SessionStatus(
    SessionState state,
    SessionState remoteState,
    int discriminator,
    int remoteDiscriminator,
    Diagnostic diagnostic,
    Duration desiredSend,
    Duration remoteReceive,
    Duration remoteSend,
    int remoteMultiplier,
    boolean remoteDemand,
    boolean polling) {

  /** Before anything was heard. */
  public static SessionStatus initial(int discriminator, Duration idleSend) {
    return new SessionStatus(
        SessionState.DOWN,
        SessionState.DOWN,
        discriminator,
        0,
        Diagnostic.NONE,
        idleSend,
        Duration.ofNanos(1000),
        Duration.ZERO,
        0,
        false,
        false);
  }

  /** Whether both ends hear each other. */
  public boolean isUp() {
    return state == SessionState.UP;
  }

  SessionStatus in(SessionState other, Diagnostic why, Duration send, boolean poll) {
    return new SessionStatus(
        other,
        remoteState,
        discriminator,
        remoteDiscriminator,
        why,
        send,
        remoteReceive,
        remoteSend,
        remoteMultiplier,
        remoteDemand,
        poll);
  }

  SessionStatus polling(boolean other) {
    return in(state, diagnostic, desiredSend, other);
  }

  /** With what a packet says of the neighbor. */
  SessionStatus having(ControlPacket heard) {
    return new SessionStatus(
        state,
        heard.state(),
        discriminator,
        heard.discriminator(),
        diagnostic,
        desiredSend,
        microseconds(heard.minReceive()),
        microseconds(heard.minSend()),
        heard.multiplier(),
        heard.demand(),
        polling);
  }

  /** After a detection time in which nothing was heard. */
  SessionStatus forgetting() {
    return new SessionStatus(
        state,
        SessionState.DOWN,
        discriminator,
        0,
        diagnostic,
        desiredSend,
        Duration.ofNanos(1000),
        remoteSend,
        remoteMultiplier,
        false,
        polling);
  }

  private static Duration microseconds(long number) {
    return Duration.ofNanos(number * 1000);
  }
}
