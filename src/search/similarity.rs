//! BM25 for the scorers that tantivy does not have: the same formula and constants as its own.

use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Score, SegmentReader};

const K1: Score = 1.2;
const B: Score = 0.75;

/// How much a word that so many of the documents hold tells them apart.
fn inverse_document_frequency(doc_freq: u64, n_docs: u64) -> Score {
    // Deleted documents count in the one and not in the other until their segment is merged.
    let doc_freq = doc_freq.min(n_docs);
    let ratio = ((n_docs - doc_freq) as Score + 0.5) / (doc_freq as Score + 0.5);
    (1.0 + ratio).ln()
}

/// How long a field is in each document; where that was not kept, all are of one length.
pub(crate) fn lengths_of(field: Field, reader: &SegmentReader) -> tantivy::Result<FieldNormReader> {
    let lengths = reader.fieldnorms_readers().get_field(field)?;
    Ok(lengths.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1)))
}

/// Scores how often something occurs in a field against how long the field is.
#[derive(Clone, Debug)]
pub(crate) struct Similarity {
    weight: Score,
    /// What a field's length adds to the frequency, by the byte that stands for the length.
    saturation: Arc<[Score; 256]>,
}

impl Similarity {
    /// For something made of words that so many documents hold, each.
    pub(crate) fn new(
        statistics: &dyn Bm25StatisticsProvider,
        field: Field,
        doc_freqs: impl IntoIterator<Item = u64>,
    ) -> tantivy::Result<Self> {
        let n_docs = statistics.total_num_docs()?;
        let mean_length = statistics.total_num_tokens(field)? as Score / n_docs.max(1) as Score;
        Ok(Self::with_mean_length(mean_length, n_docs, doc_freqs))
    }

    /// The same for texts that are so long on average, in words.
    pub(crate) fn with_mean_length(mean_length: Score, n_docs: u64, doc_freqs: impl IntoIterator<Item = u64>) -> Self {
        let idf: Score = doc_freqs.into_iter().map(|doc_freq| inverse_document_frequency(doc_freq, n_docs)).sum();
        let mut saturation = [0.0; 256];
        for (id, value) in (0_u8..=255).zip(&mut saturation) {
            let length = FieldNormReader::id_to_fieldnorm(id) as Score;
            *value = K1 * (1.0 - B + B * length / mean_length.max(Score::MIN_POSITIVE));
        }
        Self { weight: idf * (1.0 + K1), saturation: Arc::new(saturation) }
    }

    /// The score of something that occurs `freq` times in a field of that length.
    pub(crate) fn score(&self, fieldnorm_id: u8, freq: u32) -> Score {
        let freq = freq as Score;
        self.weight * freq / (freq + self.saturation[usize::from(fieldnorm_id)])
    }
}
