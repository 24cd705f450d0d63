package dev.relais.health;

import java.nio.ByteBuffer;
import java.time.Duration;

/** {@code TCP_CHECK}: a connection is all that is asked for. */
final class TcpConversation implements Conversation {
  private static final Step CONNECTED = Step.good("connected");

  @Override
  public Step begin() {
    return CONNECTED;
  }

  @Override
  public Step received(ByteBuffer bytes) {
    return CONNECTED;
  }

  @Override
  public Step closed() {
    return CONNECTED;
  }

  @Override
  public Step silent(Duration waited) {
    return CONNECTED;
  }
}
