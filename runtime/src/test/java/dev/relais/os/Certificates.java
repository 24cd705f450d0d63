package dev.relais.os;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Certificates that keytool makes for one run. */
final class Certificates {
  private static final char[] PASSWORD = "password".toCharArray();
  private static final String NAME = "it";

  final KeyStore store;

  /**
   * Makes a key and a certificate of its own.
   *
   * @param algorithm {@code RSA} or {@code EC}
   */
  Certificates(Path folder, String algorithm) throws Exception {
    Path file = folder.resolve(algorithm + ".p12");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                NAME,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=test." + algorithm.toLowerCase(java.util.Locale.ROOT),
                "-validity",
                "1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(said);
    }
    store = KeyStore.getInstance("PKCS12");
    try (InputStream stream = Files.newInputStream(file)) {
      store.load(stream, PASSWORD);
    }
  }

  /** A context for a server that takes any certificate of a client. */
  SSLContext context() throws GeneralSecurityException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), new TrustManager[] {new Trusting()}, null);
    return context;
  }

  Key key() throws GeneralSecurityException {
    return store.getKey(NAME, PASSWORD);
  }

  String certificate() throws GeneralSecurityException {
    return pem("CERTIFICATE", store.getCertificate(NAME).getEncoded());
  }

  static String pem(String label, byte[] bytes) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(label, text, label);
  }

  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String kind) {}

    @Override
    public java.security.cert.X509Certificate[] getAcceptedIssuers() {
      return new java.security.cert.X509Certificate[0];
    }
  }
}
