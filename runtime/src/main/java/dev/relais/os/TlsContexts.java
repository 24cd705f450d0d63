package dev.relais.os;

import dev.relais.plan.Probe.Tls;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What looks over TLS begin with. Servers may show any certificate, as with keepalived: it is asked
 * whether they serve, not who they are. Files are read again when they have changed.
 */
final class TlsContexts {

  private record Client(
      Optional<String> certificate, Optional<String> key, Optional<String> password) {}

  private record Read(List<Optional<FileTime>> times, SSLContext context) {}

  private final Map<Client, Read> contexts = new HashMap<>();

  /**
   * An engine for one connection.
   *
   * @throws GeneralSecurityException with words for people, if certificate or key cannot be used
   */
  SSLEngine engine(Tls tls, Optional<String> serverName) throws GeneralSecurityException {
    // Without a peer no session is taken up again: each look sees a whole handshake.
    SSLEngine engine = context(tls).createSSLEngine();
    engine.setUseClientMode(true);
    if (serverName.isPresent()) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setServerNames(List.of(new ServerName(serverName.get())));
      engine.setSSLParameters(parameters);
    }
    return engine;
  }

  private SSLContext context(Tls tls) throws GeneralSecurityException {
    Client client = new Client(tls.certificate(), tls.key(), tls.password());
    List<Optional<FileTime>> times = List.of(time(tls.certificate()), time(tls.key()));
    Read read = contexts.get(client);
    if (read == null || !read.times().equals(times)) {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(client), new TrustManager[] {new Trusting()}, null);
      read = new Read(times, context);
      contexts.put(client, read);
    }
    return read.context();
  }

  private static Optional<FileTime> time(Optional<String> path) {
    try {
      return path.isPresent()
          ? Optional.of(Files.getLastModifiedTime(Path.of(path.get())))
          : Optional.empty();
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static KeyManager[] keys(Client client) throws GeneralSecurityException {
    if (client.certificate().isEmpty() && client.key().isEmpty()) {
      return new KeyManager[0];
    }
    if (client.certificate().isEmpty()) {
      throw new GeneralSecurityException("there is a key without a certificate");
    }
    PemFile certificates = PemFile.read(client.certificate().get());
    PemFile key = client.key().isPresent() ? PemFile.read(client.key().get()) : certificates;
    if (client.key().isEmpty() && !certificates.hasKey()) {
      throw new GeneralSecurityException("there is a certificate without a key");
    }
    char[] password = new char[0];
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, password);
      store.setKeyEntry(
          "client",
          key.key(client.password()),
          password,
          certificates.certificates().toArray(Certificate[]::new));
    } catch (IOException e) {
      throw new GeneralSecurityException("certificate and key cannot be used", e);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    return Stream.of(factory.getKeyManagers()).toArray(KeyManager[]::new);
  }

  /** Any name, as it is written: Java's own class refuses some that servers have. */
  private static final class ServerName extends SNIServerName {
    private ServerName(String name) {
      super(StandardConstants.SNI_HOST_NAME, name.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Asks nothing. */
  private static final class Trusting extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
