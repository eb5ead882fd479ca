"""The terms of the ontology as closed classes: a misspelt term is an AttributeError.

Generated from ontology/edihkg.ttl by ``make vocab``: change the ontology, not this file.
"""

from typing import Final

from rdflib import URIRef


class EDIH:
    """Terms of <https://w3id.org/edihkg/ns#>."""

    Call: Final = URIRef("https://w3id.org/edihkg/ns#Call")
    """call for proposals"""
    Catalogue: Final = URIRef("https://w3id.org/edihkg/ns#Catalogue")
    """catalogue"""
    CatalogueEntry: Final = URIRef("https://w3id.org/edihkg/ns#CatalogueEntry")
    """catalogue entry"""
    Collaboration: Final = URIRef("https://w3id.org/edihkg/ns#Collaboration")
    """collaboration"""
    Contribution: Final = URIRef("https://w3id.org/edihkg/ns#Contribution")
    """contribution"""
    CustomerFeedback: Final = URIRef("https://w3id.org/edihkg/ns#CustomerFeedback")
    """customer feedback"""
    Designation: Final = URIRef("https://w3id.org/edihkg/ns#Designation")
    """designation"""
    EcosystemActor: Final = URIRef("https://w3id.org/edihkg/ns#EcosystemActor")
    """ecosystem actor"""
    EnvironmentalAssessment: Final = URIRef("https://w3id.org/edihkg/ns#EnvironmentalAssessment")
    """environmental impact assessment"""
    Event: Final = URIRef("https://w3id.org/edihkg/ns#Event")
    """event"""
    Expertise: Final = URIRef("https://w3id.org/edihkg/ns#Expertise")
    """expertise"""
    Facility: Final = URIRef("https://w3id.org/edihkg/ns#Facility")
    """facility"""
    Grant: Final = URIRef("https://w3id.org/edihkg/ns#Grant")
    """grant"""
    Hub: Final = URIRef("https://w3id.org/edihkg/ns#Hub")
    """hub"""
    HubService: Final = URIRef("https://w3id.org/edihkg/ns#HubService")
    """hub service"""
    IndicatorValue: Final = URIRef("https://w3id.org/edihkg/ns#IndicatorValue")
    """indicator value"""
    MaturityResult: Final = URIRef("https://w3id.org/edihkg/ns#MaturityResult")
    """maturity result"""
    Participation: Final = URIRef("https://w3id.org/edihkg/ns#Participation")
    """participation"""
    Partnership: Final = URIRef("https://w3id.org/edihkg/ns#Partnership")
    """partnership"""
    Pillar: Final = URIRef("https://w3id.org/edihkg/ns#Pillar")
    """pillar"""
    PillarCapacity: Final = URIRef("https://w3id.org/edihkg/ns#PillarCapacity")
    """pillar capacity"""
    Place: Final = URIRef("https://w3id.org/edihkg/ns#Place")
    """place"""
    Programme: Final = URIRef("https://w3id.org/edihkg/ns#Programme")
    """funding programme"""
    Region: Final = URIRef("https://w3id.org/edihkg/ns#Region")
    """region"""
    SelectionResult: Final = URIRef("https://w3id.org/edihkg/ns#SelectionResult")
    """selection result"""
    SelectionStep: Final = URIRef("https://w3id.org/edihkg/ns#SelectionStep")
    """selection step"""
    ServiceArea: Final = URIRef("https://w3id.org/edihkg/ns#ServiceArea")
    """service area"""
    Specialisation: Final = URIRef("https://w3id.org/edihkg/ns#Specialisation")
    """specialisation"""
    StatusRecord: Final = URIRef("https://w3id.org/edihkg/ns#StatusRecord")
    """status record"""
    Submission: Final = URIRef("https://w3id.org/edihkg/ns#Submission")
    """submission"""
    SuccessStory: Final = URIRef("https://w3id.org/edihkg/ns#SuccessStory")
    """success story"""
    ValidationRun: Final = URIRef("https://w3id.org/edihkg/ns#ValidationRun")
    """validation run"""
    actorType: Final = URIRef("https://w3id.org/edihkg/ns#actorType")
    """actor type"""
    addressesSector: Final = URIRef("https://w3id.org/edihkg/ns#addressesSector")
    """addresses sector"""
    areaAsStated: Final = URIRef("https://w3id.org/edihkg/ns#areaAsStated")
    """area as stated"""
    areaBasis: Final = URIRef("https://w3id.org/edihkg/ns#areaBasis")
    """area basis"""
    assessesTechnology: Final = URIRef("https://w3id.org/edihkg/ns#assessesTechnology")
    """assesses technology"""
    awardedUnder: Final = URIRef("https://w3id.org/edihkg/ns#awardedUnder")
    """awarded under"""
    belongsToProgramme: Final = URIRef("https://w3id.org/edihkg/ns#belongsToProgramme")
    """belongs to programme"""
    callAsStated: Final = URIRef("https://w3id.org/edihkg/ns#callAsStated")
    """call as stated"""
    callIdentifier: Final = URIRef("https://w3id.org/edihkg/ns#callIdentifier")
    """call identifier"""
    collaboratesIn: Final = URIRef("https://w3id.org/edihkg/ns#collaboratesIn")
    """collaborates in"""
    collaborationType: Final = URIRef("https://w3id.org/edihkg/ns#collaborationType")
    """collaboration type"""
    combinesPillar: Final = URIRef("https://w3id.org/edihkg/ns#combinesPillar")
    """combines pillar"""
    concernsCapacity: Final = URIRef("https://w3id.org/edihkg/ns#concernsCapacity")
    """concerns capacity"""
    concernsTopic: Final = URIRef("https://w3id.org/edihkg/ns#concernsTopic")
    """concerns topic"""
    conforms: Final = URIRef("https://w3id.org/edihkg/ns#conforms")
    """conforms"""
    contributionAmount: Final = URIRef("https://w3id.org/edihkg/ns#contributionAmount")
    """contribution amount"""
    contributionRate: Final = URIRef("https://w3id.org/edihkg/ns#contributionRate")
    """contribution rate"""
    contributionSource: Final = URIRef("https://w3id.org/edihkg/ns#contributionSource")
    """contribution source"""
    country: Final = URIRef("https://w3id.org/edihkg/ns#country")
    """country"""
    coversRegion: Final = URIRef("https://w3id.org/edihkg/ns#coversRegion")
    """covers region"""
    customerSize: Final = URIRef("https://w3id.org/edihkg/ns#customerSize")
    """customer size"""
    decidedOn: Final = URIRef("https://w3id.org/edihkg/ns#decidedOn")
    """decided on"""
    defectCode: Final = URIRef("https://w3id.org/edihkg/ns#defectCode")
    """defect code"""
    demonstratesTechnology: Final = URIRef("https://w3id.org/edihkg/ns#demonstratesTechnology")
    """demonstrates technology"""
    designatedBy: Final = URIRef("https://w3id.org/edihkg/ns#designatedBy")
    """designated by"""
    endDate: Final = URIRef("https://w3id.org/edihkg/ns#endDate")
    """end date"""
    equipmentAsStated: Final = URIRef("https://w3id.org/edihkg/ns#equipmentAsStated")
    """equipment as stated"""
    euContribution: Final = URIRef("https://w3id.org/edihkg/ns#euContribution")
    """EU contribution"""
    eventType: Final = URIRef("https://w3id.org/edihkg/ns#eventType")
    """event type"""
    expertiseLevel: Final = URIRef("https://w3id.org/edihkg/ns#expertiseLevel")
    """expertise level"""
    facilityType: Final = URIRef("https://w3id.org/edihkg/ns#facilityType")
    """facility type"""
    fileDigest: Final = URIRef("https://w3id.org/edihkg/ns#fileDigest")
    """file digest"""
    fileName: Final = URIRef("https://w3id.org/edihkg/ns#fileName")
    """file name"""
    functionAsStated: Final = URIRef("https://w3id.org/edihkg/ns#functionAsStated")
    """function as stated"""
    grantNumber: Final = URIRef("https://w3id.org/edihkg/ns#grantNumber")
    """grant number"""
    hasAidBasis: Final = URIRef("https://w3id.org/edihkg/ns#hasAidBasis")
    """has aid basis"""
    hasContribution: Final = URIRef("https://w3id.org/edihkg/ns#hasContribution")
    """has contribution"""
    hasCoordinator: Final = URIRef("https://w3id.org/edihkg/ns#hasCoordinator")
    """has coordinator"""
    hasCustomerFeedback: Final = URIRef("https://w3id.org/edihkg/ns#hasCustomerFeedback")
    """has customer feedback"""
    hasDesignation: Final = URIRef("https://w3id.org/edihkg/ns#hasDesignation")
    """has designation"""
    hasEnvironmentalAssessment: Final = URIRef(
        "https://w3id.org/edihkg/ns#hasEnvironmentalAssessment"
    )
    """has environmental assessment"""
    hasEvolutionStage: Final = URIRef("https://w3id.org/edihkg/ns#hasEvolutionStage")
    """has evolution stage"""
    hasExpertise: Final = URIRef("https://w3id.org/edihkg/ns#hasExpertise")
    """has expertise"""
    hasFacility: Final = URIRef("https://w3id.org/edihkg/ns#hasFacility")
    """has facility"""
    hasIndicatorValue: Final = URIRef("https://w3id.org/edihkg/ns#hasIndicatorValue")
    """has indicator value"""
    hasLegalBasis: Final = URIRef("https://w3id.org/edihkg/ns#hasLegalBasis")
    """has legal basis"""
    hasMaturityResult: Final = URIRef("https://w3id.org/edihkg/ns#hasMaturityResult")
    """has maturity result"""
    hasObjective: Final = URIRef("https://w3id.org/edihkg/ns#hasObjective")
    """has objective"""
    hasParticipation: Final = URIRef("https://w3id.org/edihkg/ns#hasParticipation")
    """has participation"""
    hasPartner: Final = URIRef("https://w3id.org/edihkg/ns#hasPartner")
    """has partner"""
    hasPartnership: Final = URIRef("https://w3id.org/edihkg/ns#hasPartnership")
    """has partnership"""
    hasScope: Final = URIRef("https://w3id.org/edihkg/ns#hasScope")
    """has scope"""
    hasSeatIn: Final = URIRef("https://w3id.org/edihkg/ns#hasSeatIn")
    """has seat in"""
    hasSelectionResult: Final = URIRef("https://w3id.org/edihkg/ns#hasSelectionResult")
    """has selection result"""
    hasSelectionStep: Final = URIRef("https://w3id.org/edihkg/ns#hasSelectionStep")
    """has selection step"""
    hasServiceArea: Final = URIRef("https://w3id.org/edihkg/ns#hasServiceArea")
    """has service area"""
    hasServiceFamily: Final = URIRef("https://w3id.org/edihkg/ns#hasServiceFamily")
    """has service family"""
    hasServiceType: Final = URIRef("https://w3id.org/edihkg/ns#hasServiceType")
    """has service type"""
    hasSpecialisation: Final = URIRef("https://w3id.org/edihkg/ns#hasSpecialisation")
    """has specialisation"""
    hasStatusRecord: Final = URIRef("https://w3id.org/edihkg/ns#hasStatusRecord")
    """has status record"""
    hasSuccessStory: Final = URIRef("https://w3id.org/edihkg/ns#hasSuccessStory")
    """has success story"""
    hasTheme: Final = URIRef("https://w3id.org/edihkg/ns#hasTheme")
    """has theme"""
    inCatalogue: Final = URIRef("https://w3id.org/edihkg/ns#inCatalogue")
    """in catalogue"""
    indicatedPillar: Final = URIRef("https://w3id.org/edihkg/ns#indicatedPillar")
    """indicated pillar"""
    indicatesPillar: Final = URIRef("https://w3id.org/edihkg/ns#indicatesPillar")
    """indicates pillar"""
    indicator: Final = URIRef("https://w3id.org/edihkg/ns#indicator")
    """indicator"""
    investmentType: Final = URIRef("https://w3id.org/edihkg/ns#investmentType")
    """investment type"""
    involves: Final = URIRef("https://w3id.org/edihkg/ns#involves")
    """involves"""
    isCapacityOf: Final = URIRef("https://w3id.org/edihkg/ns#isCapacityOf")
    """is capacity of"""
    isDerived: Final = URIRef("https://w3id.org/edihkg/ns#isDerived")
    """is derived"""
    isExtraRegio: Final = URIRef("https://w3id.org/edihkg/ns#isExtraRegio")
    """is extra-regio"""
    isFacilityOf: Final = URIRef("https://w3id.org/edihkg/ns#isFacilityOf")
    """is facility of"""
    isFundedBy: Final = URIRef("https://w3id.org/edihkg/ns#isFundedBy")
    """is funded by"""
    isLocatedIn: Final = URIRef("https://w3id.org/edihkg/ns#isLocatedIn")
    """is located in"""
    isOperatedBy: Final = URIRef("https://w3id.org/edihkg/ns#isOperatedBy")
    """is operated by"""
    isPartnerIn: Final = URIRef("https://w3id.org/edihkg/ns#isPartnerIn")
    """is partner in"""
    isProvidedBy: Final = URIRef("https://w3id.org/edihkg/ns#isProvidedBy")
    """is provided by"""
    isRecordedIn: Final = URIRef("https://w3id.org/edihkg/ns#isRecordedIn")
    """is recorded in"""
    isRunBy: Final = URIRef("https://w3id.org/edihkg/ns#isRunBy")
    """is run by"""
    kindAsStated: Final = URIRef("https://w3id.org/edihkg/ns#kindAsStated")
    """kind as stated"""
    latestRecordedStatus: Final = URIRef("https://w3id.org/edihkg/ns#latestRecordedStatus")
    """latest recorded status"""
    locationBasis: Final = URIRef("https://w3id.org/edihkg/ns#locationBasis")
    """location basis"""
    maturityDimension: Final = URIRef("https://w3id.org/edihkg/ns#maturityDimension")
    """maturity dimension"""
    maturityStage: Final = URIRef("https://w3id.org/edihkg/ns#maturityStage")
    """maturity stage"""
    meanScore: Final = URIRef("https://w3id.org/edihkg/ns#meanScore")
    """mean score"""
    nameAsRecorded: Final = URIRef("https://w3id.org/edihkg/ns#nameAsRecorded")
    """name as recorded"""
    nationalRegistrationNumber: Final = URIRef(
        "https://w3id.org/edihkg/ns#nationalRegistrationNumber"
    )
    """national registration number"""
    nutsLevel: Final = URIRef("https://w3id.org/edihkg/ns#nutsLevel")
    """NUTS level"""
    nutsPrefix: Final = URIRef("https://w3id.org/edihkg/ns#nutsPrefix")
    """NUTS prefix"""
    offersService: Final = URIRef("https://w3id.org/edihkg/ns#offersService")
    """offers service"""
    offersServiceFamily: Final = URIRef("https://w3id.org/edihkg/ns#offersServiceFamily")
    """offers service family"""
    offersServiceType: Final = URIRef("https://w3id.org/edihkg/ns#offersServiceType")
    """offers service type"""
    organisationType: Final = URIRef("https://w3id.org/edihkg/ns#organisationType")
    """organisation type"""
    outcome: Final = URIRef("https://w3id.org/edihkg/ns#outcome")
    """outcome"""
    participant: Final = URIRef("https://w3id.org/edihkg/ns#participant")
    """participant"""
    passesOnCapacity: Final = URIRef("https://w3id.org/edihkg/ns#passesOnCapacity")
    """passes on capacity"""
    phaseAsStated: Final = URIRef("https://w3id.org/edihkg/ns#phaseAsStated")
    """phase as stated"""
    pic: Final = URIRef("https://w3id.org/edihkg/ns#pic")
    """participant identification code"""
    positionAsStated: Final = URIRef("https://w3id.org/edihkg/ns#positionAsStated")
    """position as stated"""
    publicBodyKind: Final = URIRef("https://w3id.org/edihkg/ns#publicBodyKind")
    """kind of public body"""
    publishesPagesIn: Final = URIRef("https://w3id.org/edihkg/ns#publishesPagesIn")
    """publishes pages in"""
    recordedOn: Final = URIRef("https://w3id.org/edihkg/ns#recordedOn")
    """recorded on"""
    reflectsStrengthOf: Final = URIRef("https://w3id.org/edihkg/ns#reflectsStrengthOf")
    """reflects strength of"""
    returnedTo: Final = URIRef("https://w3id.org/edihkg/ns#returnedTo")
    """returned to"""
    rorId: Final = URIRef("https://w3id.org/edihkg/ns#rorId")
    """ROR identifier"""
    sameHubAs: Final = URIRef("https://w3id.org/edihkg/ns#sameHubAs")
    """same hub as"""
    sampleSize: Final = URIRef("https://w3id.org/edihkg/ns#sampleSize")
    """sample size"""
    seatPlace: Final = URIRef("https://w3id.org/edihkg/ns#seatPlace")
    """seat place"""
    selectionOutcome: Final = URIRef("https://w3id.org/edihkg/ns#selectionOutcome")
    """selection outcome"""
    sentence: Final = URIRef("https://w3id.org/edihkg/ns#sentence")
    """sentence"""
    servesRegion: Final = URIRef("https://w3id.org/edihkg/ns#servesRegion")
    """serves region"""
    shapesVersion: Final = URIRef("https://w3id.org/edihkg/ns#shapesVersion")
    """shapes version"""
    startDate: Final = URIRef("https://w3id.org/edihkg/ns#startDate")
    """start date"""
    statusValue: Final = URIRef("https://w3id.org/edihkg/ns#statusValue")
    """status value"""
    stepNumber: Final = URIRef("https://w3id.org/edihkg/ns#stepNumber")
    """step number"""
    succeedsGrant: Final = URIRef("https://w3id.org/edihkg/ns#succeedsGrant")
    """succeeds grant"""
    suggestion: Final = URIRef("https://w3id.org/edihkg/ns#suggestion")
    """suggestion"""
    supportsPillar: Final = URIRef("https://w3id.org/edihkg/ns#supportsPillar")
    """supports pillar"""
    takesPlaceAt: Final = URIRef("https://w3id.org/edihkg/ns#takesPlaceAt")
    """takes place at"""
    targetValue: Final = URIRef("https://w3id.org/edihkg/ns#targetValue")
    """target value"""
    targetsGroup: Final = URIRef("https://w3id.org/edihkg/ns#targetsGroup")
    """targets group"""
    targetsReadinessLevel: Final = URIRef("https://w3id.org/edihkg/ns#targetsReadinessLevel")
    """targets readiness level"""
    themeAsStated: Final = URIRef("https://w3id.org/edihkg/ns#themeAsStated")
    """theme as stated"""
    titleAsRecorded: Final = URIRef("https://w3id.org/edihkg/ns#titleAsRecorded")
    """title as recorded"""
    topicAsStated: Final = URIRef("https://w3id.org/edihkg/ns#topicAsStated")
    """topic as stated"""
    totalCost: Final = URIRef("https://w3id.org/edihkg/ns#totalCost")
    """total cost"""
    townAsStated: Final = URIRef("https://w3id.org/edihkg/ns#townAsStated")
    """town as stated"""
    underCall: Final = URIRef("https://w3id.org/edihkg/ns#underCall")
    """under call"""
    usesTechnology: Final = URIRef("https://w3id.org/edihkg/ns#usesTechnology")
    """uses technology"""
    validatedBy: Final = URIRef("https://w3id.org/edihkg/ns#validatedBy")
    """validated by"""
    value: Final = URIRef("https://w3id.org/edihkg/ns#value")
    """value"""
    vatNumber: Final = URIRef("https://w3id.org/edihkg/ns#vatNumber")
    """VAT number"""
    violationCount: Final = URIRef("https://w3id.org/edihkg/ns#violationCount")
    """violation count"""
    warningCount: Final = URIRef("https://w3id.org/edihkg/ns#warningCount")
    """warning count"""


DERIVED: Final = frozenset(
    {
        EDIH.addressesSector,
        EDIH.hasCoordinator,
        EDIH.hasPartner,
        EDIH.hasSeatIn,
        EDIH.indicatedPillar,
        EDIH.isFacilityOf,
        EDIH.isPartnerIn,
        EDIH.latestRecordedStatus,
        EDIH.offersServiceType,
        EDIH.servesRegion,
        EDIH.usesTechnology,
    }
)
"""Properties that are computed at publication and refused in submissions."""
