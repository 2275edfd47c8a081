"""English. See the package for how a wording is written."""

NUMBERS = (
    "a an one two three four five six seven eight nine ten eleven twelve fourteen fifteen twenty thirty forty fifty "
    "sixty seventy eighty ninety hundred couple few several half"
)

TURNS = (
    "no not never none nothing nobody neither nor without cannot all always every only must may might could can should "
    "don't doesn't didn't isn't aren't wasn't weren't won't wouldn't can't couldn't shouldn't mustn't needn't haven't "
    "hasn't hadn't"
)

WORDINGS = {
    "body": """
        increas*|boost*|stimulat*|rais*|trigger*|promot*|enhanc*|speed*|accelerat*|activat*|encourag*|
            ramp* … collagen|elastin|keratin|circulation|growth|turnover|renewal|regeneration|metabolism|immunity|
            melanin|drainage|ceramide*|fibroblast*
        increas*|boost*|stimulat*|activat*|wake*|awaken*|energis*|energiz* … cell|cells|follicle*|barrier|hydration|
            elasticity|density
        decreas*|reduc*|lower*|suppress*|inhibit*|block*|regulat*|balanc* … pigment*|melanin|sebum|inflammation|
            redness|puffiness|swelling|oiliness|dryness|breakage|shedding|irritation|histamine|cortisol
        slow*|halt*|stop*|delay* … ageing|aging|shedding|pigment*|greying|graying|breakage|thinning
        improv* … healing|elasticity|circulation|firmness|texture|complexion|barrier|density|hydration|skin|tone|
            pigmentation|scar*|hair
        strengthen* … barrier|skin|hair|nails|follicle*|lashes|roots|immun*
        detox*|detoxif* … skin|body|scalp|pores|liver
        draw*|flush*|pull* out? … toxins|impurities
        build*|rebuild* … collagen|elastin|keratin|barrier
        plump*|firms|firmed|firming|tighten*|lifts|lifted|lifting the? skin|cheeks|cheek|jawline|face|neck|lips|lid|
            lids|brow|brows|eyelids|wrinkle*|contours
        communicat* with … cells
        calm*|sooth* … inflammation|eczema|rosacea|irritation|redness
        penetrat*|sink* … deep|deeper|dermis|layers
        hydrat* … deep|deeper|deeply|layers
        deeply hydrat*|moisturis*|moisturiz*|nourish*
        lock* in moisture|hydration
        make*|help* … hair|lashes|nails|brows grow
    """,
    "heals": """
        cure|cures|cured|curing
        heals|heal|healing … acne|eczema|psoriasis|scar*|skin|wound*|burns|rosacea|damage|everything
        treat|treats|treating … acne|eczema|psoriasis|rosacea|melasma|dandruff|pigmentation|scar*|alopecia|wrinkle*|
            loss
        prevent*|avert* … ageing|aging|acne|wrinkle*|breakout*|cancer|damage|scar*|loss|burn*|lines|infection*|
            irritation
        revers*|undo*|turn* back? … ageing|aging|damage|clock|years|greying|loss|wrinkle*|signs
        repair* … skin|barrier|hair|damage|cells|ends|nails|dna|collagen
        restor* … barrier|skin|hair|elasticity|collagen|microbiome|volume|youth*|firmness
        regenerate|regenerates|rejuvenat*|revitalis*|revitaliz* … skin|cells|complexion|scalp|face|tissue
        rejuvenate|rejuvenates
        protect*|shield*|defend* … against|from … sun|uv|pollution|damage|rays|ageing|aging|light|cancer|radicals|
            stress|burn*|weather|wind|cold
        fight*|combat*|tackl*|counter*|battl* … acne|ageing|aging|wrinkle*|blemish*|breakout*|bacteria|radicals|
            dandruff|cellulite|frizz|pigmentation|inflammation
        kill* … bacteria|germs|fungus|mites
        anti ageing|aging|wrinkle|inflammatory|bacterial|microbial effect*|propert*|benefit*|power*|action
        neutralis*|neutraliz* … radicals|bacteria|toxins
    """,
    "removes": """
        eras*|fad*|banish*|eliminat*|dissolv*|vanish*|eradicat*|blur* … wrinkle*|lines|scar*|spots|acne|blemish*|
            pimple*|circles|cellulite|hyperpigmentation|pigmentation|freckles|marks|stretch|redness|pores
        smooth*|soften*|minimis*|minimiz*|shrink*|reduc*|diminish* … wrinkle*|lines|pores|scar*|cellulite|creases|
            spots|marks|circles
        clear*|gets|get|getting rid? … acne|blemish*|breakout*|spots|wrinkle*|blackhead*|cellulite|dandruff
        lighten*|brighten*|even* out? … spots|circles|pigmentation|scar*|tone|complexion|marks
        melt*|burn* … fat|cellulite|pounds
        wrinkle*|acne|scar*|spots|lines|blemish*|circles disappear*|vanish*|fade|faded|fades|melt*
        wipes|wipe|takes|take|turns|shaves years off
        take*|wip*|turn*|shav* … years off
        look* … years younger
    """,
    "result": """
        becomes|become|became|becoming|leaves|leave|leaving|makes|make|making|feels|turns … plumper|firmer|brighter|
            smoother|younger|clearer|tighter|thicker|fuller|softer|healthier|glowier|glassier|dewier|stronger|shinier
        leaves|leave|leaving skin|hair|nails|lips|complexion|scalp|lashes … smooth|soft|radiant|glowing|bright|plump|
            firm|supple|hydrated|clear|silky|shiny|luminous|stronger
        for firmer|brighter|smoother|younger|clearer|tighter|thicker|fuller|plumper|healthier skin|hair|lips|lashes|
            complexion|nails
        gives|give|giving … you|skin|hair|complexion … glow|radiance|shine|lift|volume|bounce
        delivers|deliver|provides|promises … results|radiance|glow|hydration|volume
        you'll|will|you see|notice|look|glow … difference|improvement*|results|younger|change|glow|radian*
        results are|were visible|dramatic|impressive|remarkable|stunning|noticeable|lasting|immediate
        visibly … firmer|brighter|smoother|younger|clearer|reduce*|improve*|plumper|tighter|lift*
        transform* … skin|hair|complexion|face|scalp|nails
    """,
    "works": """
        really|actually|truly|definitely works|work|worked|working
        works|work wonders|miracles|magic
        works|work on|against|for … wrinkle*|acne|scar*|spots|pigmentation|dandruff|cellulite|lines
        works|work by … stimulat*|block*|reduc*|increas*|bind*
        works|working from within|inside
        highly|very|extremely|proven|remarkably|incredibly|most|is|are|be|also|more effective
        effective against|for|at|on|in|treatment|remedy
        help*|helps against|with … acne|wrinkle*|eczema|dandruff|loss|breakout*|pigmentation|rosacea|ageing|aging|
            cellulite|dryness
        powerhouse|superstar ingredient
        potent antioxidant*|ingredient*|retinoid*|active*
        is|are good|great|excellent|wonderful|ideal for … acne|wrinkle*|eczema|rosacea|scars|skin|scalp
        benefits skin|hair|scalp
        remedy for|against
        secret to|of … skin|youth*|hair|ageing|aging
    """,
    "studies": """
        clinically|scientifically|medically|laboratory|dermatologist|dermatologically|independently|lab proven|
            tested|shown|backed|validated|formulated|recommended|approved
        dermatologist* recommend*|approv*|agree|swear
        doctor* recommended|approved|agree
        experts|scientists|dermatologists|doctors agree
        backed by … science|research|studies|data|evidence
        science|research|studies|study|trials|trial|tests|evidence|data|surveys show*|prov*|suggest*|found|find*|
            confirm*|indicat*|demonstrat*|reveal*|back*|says
        according to … study|studies|research|trial|survey|scientists
        has|have|been|is|are proven|shown to
        proven … to|results|ingredient*|formula|benefits|effect*
        proof that
        in clinical|a trials|tests|studies|study
    """,
    "figures": """
        # % of … women|men|people|users|testers|participants|volunteers|patients|those|them|respondents
        # per cent|percent of … women|men|people|users|testers|participants|volunteers|patients|those
        # in|out of? # women|men|people|users|testers|patients|dermatologists
        by|up # %|per|percent
        by up to # %|per|percent
        # %|percent|per … less|fewer|more|reduction|increase|improvement|firmer|smoother|brighter|decrease|drop|rise|
            better
        # fold|times increase|reduction|more|less|stronger|better|faster|thicker|as
        collagen|hydration|moisture|volume|density|production doubl*|tripl*|halv*
        doubl*|tripl*|halv* … collagen|hydration|moisture|volume|rate|production|wrinkle*|density|number|shedding
        shed*|lose*|drop* # pounds|kilos|inches
    """,
    "harmless": """
        is|are|be|it's|they're|considered|completely|perfectly|totally|entirely|absolutely|proven|generally|very|
            quite|equally|also safe
        safe for|during|in|on|to use|apply|pregnan*|children|everyone|all|sensitive|babies|breastfeeding|daily|skin
        safe enough
        safely use*|inject*|be|remove*
        safety record|profile
        harmless|innocuous
        risk|pain|irritation free
        painless
        no|without|zero|free|any|few|avoids side? effects|downtime|complications
        no|without|zero|little|minimal|any|nil … risk*|danger*|harm|discomfort|downtime|irritation|recovery|toxicity
        no … possibility|chance|risk|danger|likelihood … of
        no adverse|allergic|negative|harmful|ill|bad reaction*|effects
        doesn't|don't|won't|never|cannot|can't not? … irritate*|sting|burn|clog|hurt|harm|damage*|scar
        does|do|will not … irritate*|sting|burn|clog|hurt|harm|damage*|scar
        hypoallergenic
        non toxic|comedogenic|irritating|invasive
        well|better tolerated
        gentle|mild enough for|to
        gentle on|to skin|sensitive|eyes|the
        side effects are rare|mild|few|minimal|negligible
        kind to|on skin|sensitive|eyes|scalp
        nothing to worry|fear
    """,
    "just": """
        is|are|it's|they're|that's just|only|merely|simply|basically|essentially … mrna|rna|dna|protein*|peptide*|
            vitamin*|water|sugar*|plant*|fat|salt|acid|collagen|hormone*|minerals|saline|vinegar
        nothing but|more than? … mrna|protein*|peptide*|vitamin*|water|sugar*|plant*|herbs|saline|oil*
        same|identical … as|to … body|own|skin … makes|produces|make|own
        similar to … vaccine*|aspirin|vitamin*
    """,
    "natural": """
        chemical|toxin|paraben|cruelty|hormone free … so|safe|skin|which
        chemical|toxin free
        free of|from … chemicals|toxins|nasties|harsh
        no|without|zero|harmful|harsh|toxic … chemicals|toxins|nasties
        100 % natural|pure|organic|plant
        all|purely|completely|totally|entirely natural
        natural … so|therefore|which … safe|gentle|harm*|irritat*|mild
        toxin*|toxic|poison*
        nature's botox|answer|own
        clean beauty|formula|ingredients
    """,
    "approved": """
        fda|ema|mhra|ce|eu|who|authority|health|government approved|cleared|certified|licensed|registered
        approved|cleared|authorised|authorized|licensed|certified by|for|in
        fda|ema|mhra has|have … approved|cleared|banned|warned
        unapproved|unlicensed|unregulated
        medical|pharmaceutical|clinical|hospital grade
        prescription strength
        organic certified
    """,
    "always": """
        always|invariably works|work|help*|causes|improve*|gives|results|safe|leave*
        never on its|their own
        never fail*|cause*|work*|irritat*|cause|disappoint*|break*|wear*|goes|go|mix*|age*
        works|work|helps every|each time
        without fail|exception
        under no circumstances
        in all|every cases|case
        completely|totally|entirely|fully|utterly|absolutely … remove*|eras*|eliminat*|gone|disappear*|prevent*|
            block*|cure*|free|heal*|invisible|stop*
        100 % effective|sure|safe|of|success|coverage|protection
        all|every signs|sign|trace* of
        permanent* … remove*|hair|result*|straight*|reduc*|solution|gone|improve*|fix|cure|chang*
        gone|removed|results|hair|lasts|last|ends … forever|good|permanently
        once and for all
    """,
    "everyone": """
        works|work|suitable|safe|good|right|suits|suit|perfect|ideal|gentle|flatters|made for|on? everyone|everybody|
            anyone|all|every|any skin|type*|ages|age|body|hair
        works|work|suitable|safe|good|right|suits|suit|perfect|ideal|benefits|flatters for|on? everyone|everybody|
            anyone
        for|on|suits all|every skin|hair type*|tone*
        all|every skin|hair types|tones benefit*|love*|need*
        everyone|everybody|anyone|nobody should|must|can use|wear|try|avoid|have|get|benefit|go|skip
        no one should|must|can use|wear|try|avoid|have|get|benefit|go|skip
        everyone|everybody|anyone|nobody needs|need … spf|sunscreen|retinol|retinoid*|vitamin*|serum|acid*
        everyone|everybody|every woman|man? will|sees|gets|reacts|responds
        nobody|no|none one? … reacts|reacted|allergic
    """,
    "guarantee": """
        guarantee*
        foolproof|failsafe|infallible
        fail safe
        miracle|miracles|miraculous
        holy grail|magic bullet
        surefire
        sure fire
        certain|sure to work|improve*|help|see|clear|give|reduce*
        you|we will|can be definitely|certainly|surely
        will|is|are definitely|certainly|undoubtedly|surely … improve*|help|notice|see|work|reduce*|vanish
        never … worry|need|suffer … again
        promise* … results|skin|to|that
    """,
    "cannot": """
        cannot|can't|impossible … penetrate|reach|absorb*|pass|enter
        can't|cannot be overstated|beaten|matched|replaced|achieved|undone|reversed|used|combined
        can|could only be done|used|performed|given|achieved|seen|treated|removed
        only works|work|worked|helps|effective when|if|after|in|with|for|on
        the only … way|treatment|product|ingredient|cream|serum|thing|method|option|one|brand|filter|device|
            procedure|sunscreen|oil|solution|remedy|cure
        there is|there's no|nothing … way|cure|substitute|better|alternative|evidence|proof|reason|like|cream|limit
        nothing|no … else|other … works|helps|comes|beats|compares|close|like
        impossible
        there's only one
        does|do|doing nothing for|to|at
    """,
    "better": """
        better|safer|gentler|stronger|faster|milder|healthier|superior|kinder|purer|quicker than … retinol|botox|
            laser*|filler*|cream*|any|other*|ordinary|traditional|regular|chemical|mineral|serum*|surgery|products|
            most|usual|drugstore|rival*|before|peels|microneedling|vitamin
        more|less effective|powerful|potent|irritating|hydrating|gentle|stable|invasive|harsh|painful|aggressive|
            concentrated|active than
        more|less|far|much|significantly effective|powerful|potent
        works|work|perform*|penetrate*|absorb* … better|faster|harder|quicker|deeper|longer
        outperform*|outdo*|surpass*|outshin*|outlast*|rival*|beats
        as effective|good|strong|powerful|potent|gentle as
        just as effective|good|powerful
        twice as
        # times as|more|stronger|better|faster
        alternative to … botox|retinol|surgery|filler*|laser*|facelift|injection*|injectables|needles|prescription
        botox|filler|facelift|surgery in a|without
        instead of botox|filler*|surgery
        unlike … other|ordinary|conventional|traditional|most|retinol|botox|regular|cheaper … cream*|serum*|product*|
            treatment*|it|this|these|sunscreens|formulas|peels|laser*
        than … any|all|most other|rival|competing|comparable
        superior to
    """,
    "best": """
        the|our best|strongest|safest|gentlest|fastest|purest|finest|greatest|surest|easiest|quickest … treatment*|
            serum*|cream*|ingredient*|sunscreen*|product*|retinol|method*|remedy|acid*|antioxidant*|protection|
            results|way|defence|defense|laser|peel|oil|mask|formula|shampoo|cleanser|moisturiser|moisturizer|cure|
            option
        most effective|powerful|potent|advanced|innovative|studied|researched|proven|trusted|reliable|important|
            popular
        number|no one|1 … brand|choice|product|serum|cream|cause|ingredient|sunscreen
        gold standard
        leading|top|world's|nation's brand|clinic|expert|best|product|treatment|leading|most|only
        unrivalled|unrivaled|unparalleled|unbeatable|unmatched|unsurpassed|incomparable
        second to none
        best … in|on the|its world|market|class|business|planet
        more … than any
        ultimate … serum|cream|treatment|solution|protection|weapon|remedy|antioxidant
    """,
    "novelty": """
        revolution*
        breakthrough|groundbreaking
        ground breaking
        game changer|changing
        first ever
        first of its kind
        world first
        cutting edge
        next generation
        never before
        unprecedented
        state of the art
    """,
    "by_when": """
        within|inside … day|days|week|weeks|month|months|hour|hours|minute|minutes|seconds
        in just|only|under|less|as|fewer|mere … day|days|week|weeks|month|months|hour|hours|minute|minutes|seconds|
            session*|use*|application*|treatment*|night*
        see|sees|notice*|visible|result*|improv*|difference|change*|effect*|benefit*|smoother|brighter|firmer|
            clearer|softer|glow*|disappear*|vanish*|fade*|gone|works|heal*|thicker|regrow*|grow* … in|after|by # to|
            or|and? #? day|days|week|weeks|month|months|hour|hours|minutes|session*|use|uses|application*|treatment*|
            wash*|night*
        after # to|or|and? #? day|days|week|weeks|month|months|use|uses|session*|treatment*|application* … skin|hair|
            lines|wrinkle*|spots|scar*|results|complexion|improve*|reduc*|gone|brighter|smoother|firmer|clearer
        in # to|or|and? #? day|days|week|weeks|month|months … skin|lines|wrinkle*|spots|scar*|results|acne
        from the|your first|very use|application|session|day|night|minute|wash
        instant*|immediate* … result*|effect*|lift*|plump*|firm*|glow*|tighten*|smooth*|brighten*|hydrat*|improve*|
            relief|radian*|visible|soft*|young*|calm*|sooth*
        overnight … result*|clear*|gone|vanish*|transform*|disappear*|difference|success
        clear*|gone|vanish*|transform*|disappear*|heal*|shrink*|fade* … overnight|immediately|instantly
        result*|effect*|last*|stays|stay|wears|protect*|keep*|hold* … for|up|least to? # to|or|and? #? months|years|
            weeks|days|hours
        last|lasts|lasting up|between|about|around|at|for|anywhere? … months|years|weeks|days|hours
        lasts|last … # months|years|weeks|days
        round the clock
        24|48|72|12|eight|8|# hour|hours hydration|moisture|wear|protection|hold|lift|coverage
        results|effects are|is permanent|temporary|gradual|lasting
        takes|take|about # to|or|and? #? day|days|week|weeks|month|months|session*|treatment* … see|work|results|
            show|effect|notice
        long lasting
        faster|sooner results
    """,
    "today": """
        isn't|aren't|hasn't|haven't|doesn't|don't … just yet
        is|are|has|have not … just yet
        no|not|isn't|aren't|hasn't|haven't|nobody … approved|available|legal|licensed|proven|studied|regulated|sold|
            allowed|known|tested … yet
        not|isn't|aren't|hasn't|haven't|nobody|has|have … yet … been|to be? approved|available|legal|licensed|proven|
            studied|regulated|tested
        there is|are no|not … yet
        so far no|nobody|none|only|not|there|few|researchers|scientists
        until now no|nobody|none|only|not|there|few|researchers|scientists
        to date no|nobody|none|only|not|there|few|researchers|scientists
        no|nobody|none|not … so far
        no|nobody|none|not … until now
        no|nobody|none|not … to date
        currently|presently no|not|the|there|approved|available|sold|banned|legal|unregulated|only|under
        is|are currently|now|still approved|available|sold|banned|legal|unregulated|under|illegal|unapproved|being
        at the? moment|present no|there|only|not|nobody
        right now no|there|only
        latest|newest|hottest … treatment*|technology|research|science|study|studies|generation|ingredient|
            innovation|findings|evidence|procedure
        soon be|to … approved|available|sold|legal|banned
        will soon
        no longer approved|available|legal|allowed|sold|recommended|needed|necessary
        recently approved|banned|discovered|found|shown
        increasingly|more and more … studies|doctors|dermatologists|clinics|people|women|evidence
        newly approved|discovered
        new|recent study|studies|research|evidence|data|trial*
        favorite|favourite new|treatment
        from next|this year|month on?
        by 2*
        as of 2*|january|february|march|april|may|june|july|august|september|october|november|december|today
    """,
}
