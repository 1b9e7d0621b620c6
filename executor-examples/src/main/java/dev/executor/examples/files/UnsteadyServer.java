// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// A server on the loopback address that does not serve well: what an overloaded file server in the network
/// looks like to its reader.
///
/// Its threads are platform threads, so that the tasks which read from it cannot keep it from running.
final class UnsteadyServer implements AutoCloseable {
    private static final int PAUSE_MILLIS = 200;

    private final ServerSocket listening;
    private final Manner manner;
    private final AtomicInteger connections = new AtomicInteger();

    /// How a server treats who connects.
    @FunctionalInterface
    private interface Manner {
        void serve(Socket client, int connection) throws IOException;
    }

    private UnsteadyServer(String name, Manner manner) throws IOException {
        this.manner = manner;
        listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name(name).start(this::accept);
    }

    /// A server that sends one byte now and then, for as long as anyone listens.
    static UnsteadyServer dripping() throws IOException {
        return new UnsteadyServer("dripping-server", (client, _) -> {
            // A client that has had enough hangs up, which ends the read that is the pause between two bytes.
            client.setSoTimeout(PAUSE_MILLIS);
            do {
                client.getOutputStream().write('.');
            } while (!hungUp(client));
        });
    }

    /// A server that breaks off in the middle of its first connections, and then sends all of it.
    ///
    /// @param content what it sends
    /// @param breaks how many connections it breaks
    static UnsteadyServer breaking(byte[] content, int breaks) throws IOException {
        return new UnsteadyServer("breaking-server", (client, connection) -> {
            boolean breaksOff = connection <= breaks;
            client.getOutputStream().write(content, 0, breaksOff ? content.length / 2 : content.length);
            // Closing without lingering resets the connection: the reader gets an error, not an end.
            client.setSoLinger(breaksOff, 0);
        });
    }

    /// Connects to it; closing the stream ends the connection.
    InputStream connect() throws IOException {
        var socket = new Socket();
        socket.connect(new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort()));
        return socket.getInputStream();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var client = listening.accept();
                int connection = connections.incrementAndGet();
                Thread.ofPlatform().daemon().start(() -> serve(client, connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client, int connection) {
        try (client) {
            manner.serve(client, connection);
        } catch (IOException e) {
            // The reader went away; that is its right.
        }
    }

    private static boolean hungUp(Socket client) throws IOException {
        try {
            return client.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
