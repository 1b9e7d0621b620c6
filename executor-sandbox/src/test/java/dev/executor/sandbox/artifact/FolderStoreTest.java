// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.isolation.ArtifactStore.Key;
import dev.executor.isolation.ByteSize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderStoreTest {
    @TempDir
    Path folder;

    private static Key key(String path) {
        return new Key("pool", "task", "id", 2, path, ByteSize.bytes(7));
    }

    private static InputStream content(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<Path> files() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(folder::relativize).toList();
        }
    }

    @Test
    void anArtifactIsAtThePlaceThatItsKeyNames() throws Exception {
        var location = new FolderStore(folder).put(key("out/a b.txt"), content("content"));
        assertThat(Path.of(location)).isEqualTo(folder.resolve("pool/task/id/2/out/a b.txt"));
        assertThat(Path.of(location)).hasContent("content");
        assertThat(files()).hasSize(1);
    }

    @Test
    void aSecondPutReplacesTheFirst() throws Exception {
        var store = new FolderStore(folder);
        store.put(key("a"), content("first"));
        store.put(key("a"), content("second"));
        assertThat(folder.resolve("pool/task/id/2/a")).hasContent("second");
        assertThat(files()).hasSize(1);
    }

    @Test
    void nothingIsAtThePlaceBeforeAllOfItIs() throws Exception {
        Path place = folder.resolve("pool/task/id/2/a");
        new FolderStore(folder).put(key("a"), new InputStream() {
            private int left = 3;

            @Override
            public int read() {
                assertThat(place).doesNotExist();
                return left-- > 0 ? 'x' : -1;
            }
        });
        assertThat(place).hasContent("xxx");
    }

    @Test
    void aPutThatFailsLeavesNothingAndWhatWasThereStays() throws Exception {
        var store = new FolderStore(folder);
        store.put(key("a"), content("kept"));
        assertThatThrownBy(() -> store.put(key("a"), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("broken");
                    }
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("broken");
        assertThat(folder.resolve("pool/task/id/2/a")).hasContent("kept");
        assertThat(files()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", ".", "/etc/x"})
    void aPathThatLeadsOutIsRefused(String path) {
        assertThatThrownBy(() -> new FolderStore(folder.resolve("store")).put(key(path), content("x")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("leads out");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void namesThatWouldLeadElsewhereBecomeNamesInTheFolder() throws Exception {
        var key = new Key("..", "../../etc", ".", 1, "a", ByteSize.ZERO);
        var place = Path.of(new FolderStore(folder).put(key, content("x")));
        assertThat(place.normalize()).startsWith(folder).isEqualTo(place);
        assertThat(folder.relativize(place)).hasToString("_./_._.._etc/_/1/a");
    }
}
